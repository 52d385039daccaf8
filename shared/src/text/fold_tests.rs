use super::*;
use proptest::prelude::*;

fn assert_same(spellings: &[&str]) {
    for spelling in spellings {
        assert_eq!(fold(spelling), fold(spellings[0]), "{spelling}");
    }
}

#[test]
fn width_and_case() {
    assert_eq!(fold("ＡＢＣ－１２３　Café"), "abc123café");
    assert_eq!(fold("ﾄｳﾖｳｾｲｶ"), "トウヨウセイカ");
    assert_eq!(fold("ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟﾌﾟ"), "ガギグパピプ");
    assert_eq!(fold("か\u{3099}"), "ガ");
}

#[test]
fn kana() {
    assert_same(&["シャッター", "しやつた", "ｼｬｯﾀｰ", "シャッタ−"]);
    assert_same(&["ヴァイオリン", "バイオリン", "ｳﾞｧｲｵﾘﾝ", "ゔぁいおりん"]);
    assert_same(&["ラヴ", "ラブ"]);
    assert_same(&["みかづき", "ミカズキ"]);
    assert_same(&["ちぢみ", "チジミ"]);
    assert_same(&["ヱビスヰスキーヲ", "エビスイスキオ"]);
    assert_same(&["いすゞ", "イスズ"]);
    assert_same(&["サーヴィス", "さーびす", "サ―ビス"]);
}

#[test]
fn variant_characters() {
    assert_same(&["髙橋", "高橋"]);
    assert_same(&["渡邊", "渡邉", "渡辺"]);
    assert_same(&["齋藤", "齊藤", "斎藤", "斉藤"]);
    assert_same(&["佐々木", "佐佐木"]);
    assert_same(&["山\u{FA11}", "山嵜", "山崎"]);
    assert_same(&["辻\u{E0100}", "辻"]);
}

#[test]
fn ke_in_place_names() {
    assert_same(&[
        "保土ケ谷",
        "保土ヶ谷",
        "保土が谷",
        "保土ヵ谷",
        "保土ガ谷",
        "保土箇谷",
    ]);
    assert_same(&["自由が丘", "自由ヶ丘"]);
    assert_eq!(fold("鈴木カメラ"), "鈴木カメラ");
}

#[test]
fn addresses() {
    assert_same(&[
        "吉野町2-26-22",
        "吉野町二丁目26番22号",
        "吉野町２－２６－２２",
        "吉野町二丁目26-22",
        "吉野町2丁目26番地の22",
        "吉野町2の26の22",
        "吉野町２ー２６ー２２",
        "吉野町２丁目　２６番２２号",
    ]);
    assert_eq!(fold("吉野町二丁目26番22号"), "吉野町2-26-22");
    assert_eq!(fold("緑二十三丁目1"), "緑23-1");
    assert_eq!(fold("緑十丁目"), "緑10");
    assert_eq!(fold("八丁堀"), "八丁堀");
    assert_same(&["第二横浜ビル", "第2横浜ビル", "第②横浜ビル"]);
    assert_eq!(fold("健一郎"), "健一郎");
}

#[test]
fn legal_forms_go_wherever_they_stand() {
    assert_same(&[
        "山田商店",
        "株式会社山田商店",
        "株式會社 山田商店",
        "山田商店 株式会社",
        "㈱山田商店",
        "山田商店(株)",
        "（株）山田商店",
        "( 株 )山田商店",
        "(有)山田商店",
        "一般社団法人山田商店",
        "医療法人社団 山田商店",
        "社会医療法人財団山田商店",
        "ＮＰＯ法人山田商店",
        "認定NPO法人山田商店",
    ]);
    assert_same(&["ヤマダ", "ｶ)ﾔﾏﾀﾞ", "ﾔﾏﾀﾞ(ｶ", "カブシキガイシャヤマダ"]);
    assert_eq!(fold("株株式会社式会社"), "");
    assert_eq!(fold("山田(本店)"), "山田本店");
}

#[test]
fn punctuation_goes() {
    assert_same(&["A&B・C", "ＡＢＣ", "a.b.c", "「A」B、C。"]);
}

#[test]
fn a_query_is_words() {
    assert_eq!(fold_query(" 株式会社　やまだ 横浜 "), ["ヤマダ", "横浜"]);
    assert!(fold_query("（株）").is_empty());
}

#[test]
fn a_hit_is_found_in_the_original() {
    for (text, query, marked) in [
        ("株式会社 髙橋ｶﾞﾗｽ店", "高橋ガラス", "髙橋ｶﾞﾗｽ"),
        ("吉野町二丁目26番22号", "2-26", "二丁目26"),
        ("サービス", "びす", "ビス"),
        ("保土が谷区", "ヶ谷", "が谷"),
    ] {
        let hit = find_folded(text, &fold(query)).map(|range| &text[range]);
        assert_eq!(hit, Some(marked), "{text}");
    }
    assert_eq!(find_folded("横浜", ""), None);
    assert_eq!(find_folded("横浜", "川崎"), None);
}

/// Text dense in the characters that rules look at.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "株",
        "株式会社",
        "式会社",
        "社",
        "団",
        "法人",
        "医療",
        "医療法人",
        "社団",
        "一般",
        "カブシキガイ",
        "シャ",
        "ヤ",
        "(",
        "（",
        ")",
        "カ",
        "ｶ",
        "ﾞ",
        "゜",
        "ハ",
        "ウ",
        "ヴ",
        "ァ",
        "ヽ",
        "ヾ",
        "々",
        "が",
        "ヶ",
        "箇",
        "の",
        "第",
        "一",
        "二",
        "十",
        "〇",
        "1",
        "２",
        "③",
        "丁",
        "目",
        "丁目",
        "番",
        "地",
        "号",
        "-",
        "ー",
        " ",
        "谷",
        "邊",
        "Ⅳ",
        "A",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn folding_twice_changes_nothing_more(text in tricky()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn any_text_folds(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_hit_lies_on_character_boundaries(text in tricky(), from in 0usize..20, length in 1usize..6) {
        let query: String = fold(&text).chars().skip(from).take(length).collect();
        match find_folded(&text, &query) {
            Some(range) => prop_assert!(text.get(range).is_some_and(|hit| !hit.is_empty())),
            None => prop_assert!(query.is_empty()),
        }
    }
}
