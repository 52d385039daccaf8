//! Words about doors, maps and visitors' cards.

use crate::texts;

texts! {
    /// The texts of members' places, the phones' map, and the visitors' cards.
    pub trait PlaceTexts {
        change_place: "入口・定休などを直す", "Change the door";
        place_why: "訪問員の端末に出ます。名簿の所在地は変わりません。", "Shown on the visitors' phones. The list's address stays.";
        shop_name_hint: "看板の名前", "What the sign says";
        visit_address_hint: "所在地と違うときだけ。建物と階まで", "Only where it isn't the registered address; with building and floor";
        entrance_hint: "例: 裏口から", "e.g. by the back door";
        closed_on_hint: "例: 水、土日祝", "e.g. 水 for Wednesdays";
        good_hours_hint: "例: 14時以降", "e.g. after 14:00";
        save_place: "入口・定休などを保存する", "Save";
        place_saved: "保存しました。担当の端末には次の送信で届きます。", "Saved. The visitor's phone gets it at its next sync.";

        area_map: "地図の境界線", "Outlines for the map";
        area_map_why: "訪問員の端末の「今日の地図」に、区や町の境界線を出します。GeoJSONファイル(1MBまで、名前のある面)を選んでください。", "Shown in the phones' map of the day. Choose a GeoJSON file of up to 1 MB with named polygons.";
        no_area_map: "境界線はまだありません。", "There are no outlines yet.";
        area_map_is(n: usize, names: &str): "{n}地域: {names}", "{n} areas: {names}";
        area_map_credit: "出典", "Credit";
        area_map_credit_why: "データの利用条件にある表示。地図の下に出ます。", "As the data's licence asks; shown below the map.";
        choose_area_map: "境界線のファイルを選ぶ", "Choose a file of outlines";
        remove_area_map: "境界線を外す", "Remove the outlines";
        area_map_loaded(n: usize): "{n}地域の境界線を読み込みました", "{n} areas loaded";
        area_map_removed: "境界線を外しました", "Outlines removed";

        visitor_card: "訪問員証", "Visitor's card";
        visitor_card_of(name: &str): "{name}さんの訪問員証", "Visitor's card of {name}";
        affiliation: "所属の表示", "On whose behalf";
        affiliation_hint: "例: 東横浜商工会議所 委託訪問員", "e.g. Visitor for the chamber of commerce";
        is_staff: "職員(委託訪問員ではない)", "Of the chamber's staff, not a contractor's visitor";
        valid_until: "有効期限", "Valid until";
        card_photo: "写真を選ぶ", "Choose a photo";
        card_photo_chosen: "写真あり", "There is a photo";
        card_photo_none: "写真なし", "No photo";
        card_photo_unreadable: "写真を読めませんでした。JPEGかPNGを選んでください。", "The photo couldn't be read. Choose a JPEG or PNG.";
        save_card: "訪問員証を保存する", "Save the card";
        card_saved: "訪問員証を保存しました。端末には次の送信で届きます。", "Saved. The phone gets it at its next sync.";
    }
}
