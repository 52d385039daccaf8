//! The phone app's texts for the day's order, its map, the way, and the visitor's card.

use crate::texts;

texts! {
    /// What the visitor reads about the day's places.
    pub trait DayTexts {
        // Own order
        day_tools: "今日の道具", "For today";
        change_order: "並べ替え", "Reorder";
        order_of(day: &str): "回る順番 {day}", "Order of {day}";
        order_why: "上から順に回ります。変えた順番は事務局にも届きます。", "You go from the top down. The office sees your order too.";
        move_up(name: &str): "{name}を上へ", "Move {name} up";
        move_down(name: &str): "{name}を下へ", "Move {name} down";
        is_now_at(name: &str, place: usize): "{name}は{place}番目", "{name} is now number {place}";
        keep_this_order: "この順番にする", "Keep this order";
        office_order_again: "事務局の順番に戻す", "Back to the office's order";
        order_kept: "順番を変えました", "Order changed";
        order_is_offices: "事務局の順番に戻しました", "The office's order again";
        own_order_shown: "自分で変えた順番です", "In your own order";
        nothing_to_order: "並べ替える訪問先がありません", "There is nothing to put in order";
        nothing_to_order_why: "今日の訪問予定が2件以上あると並べ替えられます。", "Two or more planned stops can be put in order.";
        office_published: "事務局が予定を出し直したので、事務局の順番になっています。", "The office published the day anew: its order stands.";
        plan_added(names: &str): "追加: {names}", "Added: {names}";
        plan_gone(names: &str): "なくなった訪問先: {names}", "No longer today: {names}";
        plan_gone_elsewhere(n: usize): "ほか{n}件", "{n} more";
        plan_reordered: "順番も変わりました", "The order changed too";
        go_by_this: "この順番で回る", "Go by this order";

        // Map of the day
        day_map: "今日の地図", "Map of today";
        map_of(day: &str): "地図 {day}", "Map of {day}";
        nothing_on_the_map: "地図に出せる訪問先がありません", "No stop can be shown on the map";
        nothing_on_the_map_why: "今日の訪問予定がないか、会員の位置も地域の境界も登録されていません。「電話」の横の「地図」なら住所から地図アプリを開けます。", "There is no plan for today, or neither the members' places nor outlines of areas are known. The Map button opens the phone's own map by the address.";
        map_is_simple: "圏外でも見られる略図です。点線は回る順で、道は表示しません。", "A sketch that works without a signal. The dashed line is the order; it shows no roads.";
        roughly: "位置はおおよそ(地域の中ほど)", "roughly: the middle of its area";
        not_on_the_map: "位置が分からないので地図にはありません", "not on the map: its place isn't known";
        map_credit(credit: &str): "境界の出典: {credit}", "Outlines: {credit}";
        show_me: "現在地を表示する", "Show where I am";
        here_is: "赤い二重の輪が現在地です。", "The red double ring is where you are.";
        i_am_here: "現在地", "You are here";
        here_unknown: "現在地が分かりません。位置情報を許可して、もう一度押してください。", "Your position isn't known. Allow the position and press again.";
        asking_where: "現在地を調べています…", "Looking for your position …";

        // Appointments
        time_is_past: "電話より前の日時です", "That is before the call";
        time_is_past_do: "これからの日時を選ぶと記録できます。", "Choose a time to come, and it can be recorded.";
        is_late: "予定を過ぎています", "past its time";
        is_soon(left: &str): "まもなく(あと{left})", "soon, in {left}";
        is_in(left: &str): "あと{left}", "in {left}";
        next_appointment(at: &str): "次のアポ {at}", "Next appointment {at}";
        coming_appointments(n: usize): "これからのアポ {n}件", "Appointments to come: {n}";
        appointments_of(day: &str): "{day}のほかのアポ", "Other appointments, {day}";
        is_close_to(at: &str): "{at} のアポと30分も離れていません", "Less than 30 minutes from the appointment at {at}";
        step_is_past: "訪問より前の日時です", "That is before the visit";
        time_if_agreed: "時刻(決まったとき)", "Time, if agreed";

        // Near me
        metres(n: u32): "約{n}m", "about {n} m";
        kilometres(whole: u32, tenth: u32): "約{whole}.{tenth}km", "about {whole}.{tenth} km";
        near_unknown: "現在地が分かりません。位置情報を許可するか、検索に町名を入れてください。", "Your position isn't known. Allow it, or search for a street.";
        near_without_spot: "位置の分からない会員は後ろに並びます。", "Members whose place isn't known come last.";
        near_just_now: "現在地 たった今", "Where you are now";
        near_since(ago: &str): "現在地 {ago}前", "Where you were {ago} ago";
        near_nowhere: "会員の位置が登録されていないので、近い順に並べられません。検索に町名を入れてください。", "No member's place is known here. Search for a street instead.";
        jump_to(what: &str): "{what}へ移る", "Jump to {what}";
        rail: "見出しへ移る", "Jump in the list";

        // Visitor's card
        card: "訪問員証", "Visitor's card";
        card_of(office: &str): "{office}から参りました", "On behalf of {office}";
        card_check: "ご確認はこちらへ", "To check, call";
        card_valid_until(day: &str): "有効期限 {day}", "Valid until {day}";
        card_expired(day: &str): "有効期限切れ({day}まで)。事務局に連絡してください。", "Expired on {day}. Call the office.";
        card_photo_of(name: &str): "{name}の写真", "Photo of {name}";
        card_now: "ただいまの日時", "Now";
        card_waits: "訪問員証はまだ届いていません。名前だけを表示しています。", "The card hasn't arrived yet; only the name is shown.";
    }
}
