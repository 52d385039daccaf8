//! What invented members said, and what invented visitors wrote down.

use chrono::NaiveTime;
use shared::model::{RequestCategory, RiskReason};

pub(super) fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

/// A request, and what the office answered or will answer.
pub(super) const REQUESTS: [(RequestCategory, &str, &str); 12] = [
    (
        RequestCategory::Finance,
        "設備の入れ替えを考えている。使える補助金があれば教えてほしい。",
        "小規模事業者向けの補助金の公募が来月始まります。申請の相談日を三つご用意しましたので、ご都合をお聞かせください。",
    ),
    (
        RequestCategory::Staffing,
        "求人を出しても応募がない。採用の勉強会があれば出たい。",
        "採用をテーマにした講習会を予定しています。案内を郵送しました。会員は無料です。",
    ),
    (
        RequestCategory::Sales,
        "近くの飲食店に当店の商品を紹介したい。つながる場がほしい。",
        "交流会で飲食業の会員をご紹介できます。次回の席をお取りしました。",
    ),
    (
        RequestCategory::ChamberServices,
        "案内の郵便が多くて読み切れない。うちに関係のあるものだけにしてほしい。",
        "業種に合わせた案内だけに切り替えました。次号から届き方が変わります。",
    ),
    (
        RequestCategory::Government,
        "店の前の道路工事が長引いていて客足が減った。市に伝えてほしい。",
        "市の担当課に申し入れました。工期の見通しが分かり次第お知らせします。",
    ),
    (
        RequestCategory::Membership,
        "会費の引き落とし日を月末に変えられないか。",
        "お手続きの用紙をお送りしました。ご返送いただければ翌月から変わります。",
    ),
    (
        RequestCategory::Finance,
        "インボイスの経理がまだ不安。個別に相談したい。",
        "税理士の個別相談をご予約できます。毎週水曜の午後です。",
    ),
    (
        RequestCategory::Sales,
        "ホームページを作り直したい。安く頼めるところを知りたい。",
        "専門家派遣で三回まで無料で相談できます。お申し込みを承りました。",
    ),
    (
        RequestCategory::Staffing,
        "従業員の健康診断をまとめて受けさせたい。日程を知りたい。",
        "健康診断の巡回日程表をお送りしました。土曜の回もございます。",
    ),
    (
        RequestCategory::ChamberServices,
        "講習会を夜の時間にもやってほしい。昼は店を離れられない。",
        "秋の講習会から、夜七時の回を設けることにしました。",
    ),
    (
        RequestCategory::Other,
        "後継ぎがいない。店をどうするか相談できる人がいるか。",
        "事業承継の相談員がうかがいます。秘密は守られます。",
    ),
    (
        RequestCategory::Government,
        "ごみの収集日が減って困っている。商店街として要望したい。",
        "支部の会合で取り上げ、連名で区に要望しました。",
    ),
];

pub(super) const TASKS: [&str; 5] = [
    "健康診断の申込用紙を郵送してください。",
    "交流会の案内を代表者あてに送ってください。",
    "補助金の担当から電話をかけてください(午前中)。",
    "会員証の再発行をお願いします。",
    "CHAMBER PASSの冊子を二部送ってください。",
];

pub(super) const RISKS: [(RiskReason, &str); 5] = [
    (
        RiskReason::NoBenefit,
        "入っていても使うものがない、と言われた。",
    ),
    (
        RiskReason::Fee,
        "会費の分だけの良さがあるか考えている、とのこと。",
    ),
    (
        RiskReason::Business,
        "売上が落ちていて、固定の出費を見直している。",
    ),
    (
        RiskReason::NoTime,
        "一人でやっているので催しに出る時間がない。",
    ),
    (
        RiskReason::ClosingOrMoving,
        "来年、実家のある県外へ移ることを考えている。",
    ),
];

pub(super) const LEAVING: &str = "今年度いっぱいでやめたい。手続きを教えてほしい、と代表者から。";

pub(super) const COMPLAINT: &str =
    "申し込んだ講習会の受講票が届かず、当日受付で断られた。説明がほしい。";

pub(super) const NOTES: [&str; 8] = [
    "店先で立ち話。忙しい時間だったが話は聞いてくださった。",
    "入口は裏手。呼び鈴は二度鳴らす。",
    "加入のときの担当者の話をなつかしそうにされた。",
    "会議所が何をしているか、ほとんどご存じなかった。",
    "次は午後二時以降がよいとのこと。",
    "奥さまが応対。資料は代表者に渡してくださる。",
    "駐車場なし。角の有料駐車場が近い。",
    "息子さんが手伝い始めたところ。",
];

pub(super) const OPINIONS: [&str; 4] = [
    "まず無料の相談から入るのがよさそう。",
    "使い方を知らないだけで、気持ちは前向きと感じた。",
    "代表者に会えれば話は早いと思う。",
    "次の訪問で活用事例集を見せたい。",
];

pub(super) const CALL_NOTES: [&str; 4] = [
    "電話に出た方が取り次いでくださった。",
    "午後なら代表者がいるとのこと。",
    "留守番電話。伝言は残さず。",
    "担当の方は火曜が休み。",
];

pub(super) const STAFF: [&str; 5] = [
    "店長 小林さん",
    "経理 松本さん",
    "受付の方",
    "専務 石井さん",
    "奥さま",
];

pub(super) const INTRODUCED: [(&str, &str); 2] = [
    ("有限会社みさき塗装", "三崎さん"),
    ("カフェ・ブルーポート", "青木さん"),
];
