//! The phone app's texts for what is rarer than the usual visit.

use shared::model::{LeadManner, LeadOutcome, LeadSource, LeadStage, Purpose};

use super::Lang;

use crate::{texts, words};

texts! {
    /// What the visitor reads in special situations.
    pub trait SituationTexts {
        // Reports of earlier days
        reports_missing(n: usize): "未提出の日報 {n}件", "Reports not handed in: {n}";
        report_missing_from_here: "この端末からはまだ提出していません。日を押すと開きます。", "Not handed in from this phone. Press a day to open its report.";
        report_refused: "事務局が日報を受け付けませんでした", "The office's server refused the report";
        report_refused_do: "内容は端末に残っています。「送信」で理由を確かめ、直してもう一度提出してください。", "It is still on this phone. See the reason under Send, then correct it and hand it in again.";
        records_of_that_day: "その日の記録", "Records of that day";

        // One record in two windows
        saved_elsewhere: "この記録は、別の画面で先に保存されました", "This record was saved in another window first";
        saved_elsewhere_safe: "先の記録も、ここに書いた内容も残っています。", "That record and what you wrote here are both kept.";
        saved_elsewhere_do: "この内容に直すなら「記録する」、先の記録のままなら「訂正しない」。", "Record corrects the saved record to this; Don't correct leaves it as it is.";

        kept_apart: "この書きかけは、別の画面でも書かれています", "This draft is being written in another window, too";
        kept_apart_safe: "別の画面の内容も、もう1件の書きかけとして残しました。", "What was written there is kept as a second draft.";
        kept_apart_do: "「今日」の「書きかけ」にあります。いらないほうは、開いて「記録しない」。", "It is under Being written on Today. Open the one you don't need and press Don't record.";

        // A visit's draft of an earlier day
        begun_on(day: &str): "{day}の書きかけです", "Begun on {day}";
        stays_that_days: "このまま記録すると、その日の訪問になります。", "Recorded as it is, it is that day's visit.";
        make_it_todays: "今日の訪問にする", "Make it today's visit";
        recorded_that_day(when: &str): "{when} に訪問を記録済みです", "A visit is recorded already: {when}";
        recorded_that_day_do: "同じ訪問なら、この書きかけは「記録しない」にして、その記録を訂正してください。", "If it is the same visit, don't record this draft: correct that record.";
        correct_that_record: "その記録を訂正する", "Correct that record";

        // Something urgent, told by telephone while it can't be sent
        told_by_telephone: "電話で伝えた", "Told them by telephone";
        was_told_by_telephone(at: &str): "電話で伝えました({at})", "Told by telephone ({at})";
        urgent_goes_by_itself: "クレーム・退会希望の記録は、電波が戻ると自動で届きます。", "The record of the complaint or the wish to leave is sent by itself once there is a signal.";
        urgent_needs_you: "記録がまだ受け付けられていません。「送信」で開いて直してください。", "The record wasn't accepted yet. Open it under Send and mend it.";
        not_told_yet: "まだ伝えていない", "Not told yet";

        // A wrong clock
        clock_ahead(by: &str): "端末の時計が{by}進んでいます", "This phone's clock is {by} ahead";
        clock_behind(by: &str): "端末の時計が{by}遅れています", "This phone's clock is {by} behind";
        clock_do: "端末の設定で直してください。直すまで、今日の予定や記録の日時がずれます。", "Put it right in the phone's settings. Until then today's plan and the times of records are off.";

        // The phone's storage doesn't answer
        storage_silent: "端末の保存が応答していません", "This phone's storage doesn't answer";
        storage_silent_safe: "まだ保存できていません。書いた内容は、この画面を開いている間は消えません。", "It isn't saved yet. What you wrote isn't lost as long as this page stays open.";
        storage_silent_do: "このアプリを開いているほかの画面を閉じて、お待ちください。変わらなければ、内容を控えてからブラウザを開き直してください。", "Close other windows of this app and wait. If nothing changes, note down what you wrote, then restart the browser.";
        storage_silent_opening_do: "このアプリを開いているほかの画面を閉じて、お待ちください。変わらなければ、ブラウザを開き直してください。", "Close other windows of this app and wait. If nothing changes, restart the browser.";

        // The phone's storage, written twice
        second_copy_fails: "記録の予備を端末に書けませんでした", "The spare copy of the records couldn't be written";
        second_copy_safe: "記録そのものは保存されています。予備は、次に保存するときにもう一度書きます。", "The records themselves are saved. The spare copy is written again with the next save.";
        second_copy_do: "この表示が続くときは、早めに送信してから、アプリを閉じて開き直してください。", "If this stays here, send soon, then close the app and open it again.";

        // Help and practice
        help_and_practice: "使い方と練習", "Help and practice";
        help: "使い方(絵3枚)", "How to use it, in three pictures";
        help_step(n: u8): "使い方 {n} / 3", "How to use it, {n} of 3";
        help_open: "1. ひらく", "1. Open";
        help_open_how: "朝ひらくと、今日まわる先が順番に並んでいます。電波がなくても出ます。", "In the morning today's stops are there in their order, even without a signal.";
        help_visit: "2. たずねて、記録する", "2. Visit and record";
        help_visit_how: "「記録」を押して「どうでしたか」を選ぶだけ。書きかけは自動で残ります。", "Tap Record and answer how it was. What you have begun is kept by itself.";
        help_sent: "3. 保存され、届く", "3. Saved, then sent";
        help_sent_how: "記録は端末に保存され、電波が戻ると自動で事務局に届きます。「事務局に届きました」が目印です。", "It is saved on the phone and reaches the office by itself once there is a signal: it then says Arrived at the office.";
        help_next: "次へ", "Next";
        help_before: "前へ", "Previous";
        help_close: "閉じる", "Close";
        help_first_time: "はじめての方へ", "New here?";
        practise: "練習してみる", "Practise";
        practise_why: "架空の会員で、何でも試せます。記録は残らず、事務局にも送られません。", "Try anything with invented members. Nothing is kept and nothing reaches the office.";
        practice_mode: "練習モード", "Practice";
        practice_is_not_sent: "架空の会員です。記録は残らず、送信もされません", "Invented members; nothing is kept or sent";
        end_practice: "練習を終える", "End practice";
        practice_records: "練習の記録", "Records of this practice";
        practice_nothing_sent: "ここに出る記録は送られません。練習を終えると消えます。", "These records are never sent. They are gone when practice ends.";

        // After an update
        news: "アプリが新しくなりました", "The app has been updated";
        news_of_this_edition: "・見込先を端末で見て、その場で記録できます。\n・同じ代表者のもう1事業所を、続けて記録できます。\n・出し忘れた日報を、あとから提出できます。\n・架空の会員で練習できます(送信 → 使い方と練習)。", "· Leads are on the phone, and can be recorded on the spot.\n· The other business of the same representative can be recorded right after.\n· A forgotten report can be handed in later.\n· Practise with invented members (Send → Help and practice).";
        news_read: "読みました", "I have read it";

        // Leads
        leads: "見込先", "Leads";
        lead: "見込先", "Lead";
        leads_n(n: usize): "見込先 {n}件", "Leads: {n}";
        no_stop_but_leads: "今日まわる会員はありません", "No member to visit today";
        no_stop_but_leads_do: "見込先に電話・訪問できます。", "There are leads to call or visit.";
        leads_to_contact(n: usize): "見込先(未接触) {n}件", "Leads not contacted yet: {n}";
        all_leads: "見込先をすべて見る", "All leads";
        leads_found(n: usize): "見込先{n}件", "{n} leads";
        offered_to_lead: "入会すると使える事業", "What members may use";
        for_every_industry: "業種を問わず使える", "for every industry";
        leads_are: "まだ会員でない事業所です。", "Businesses that aren't members yet.";
        no_leads: "見込先はまだありません", "No leads yet";
        no_leads_do: "事務局が割り振るか、まわる途中で見つけて加えると、ここに並びます。", "They appear here when the office assigns one, or when you add one that you found on the way.";
        add_lead: "見込先を加える", "Add a lead";
        lead_business: "事業所名", "Business";
        telephone_number: "電話番号", "Telephone number";
        lead_record: "見込先の記録", "Record of a lead";
        lead_contact_at(at: &str): "{at} の接触(日時を直す)", "Contact of {at} (change the time)";
        lead_correction: "見込先の訂正", "Correct the lead";
        lead_draft_of(at: &str): "見込先 {at} まで保存済み", "Lead, saved until {at}";
        lead_consent: "連絡の承諾", "Consent to contact";
        lead_consented: "あり(紹介者を通して)", "Given, through who introduced it";
        lead_not_consented: "連絡の承諾がまだありません", "They haven't agreed to be contacted yet";
        lead_not_consented_do: "紹介した会員に承諾を確かめてから連絡してください。", "Ask the member who introduced them before you call or go.";
        lead_not_here: "この見込先は端末にありません", "This lead isn't on this phone";
        lead_facts: "見込先の情報", "About this lead";
        lead_from: "きっかけ", "How it was found";
        introduced_by: "紹介者", "Introduced by";
        lead_found_on: "把握した日", "Found on";
        lead_progress: "加入までの段階", "Steps to joining";
        lead_declined: "お断り", "Declined";
        lead_contacts: "見込先への接触", "Contacts with leads";
        lead_person: "担当の方", "Contact";
        lead_visitor: "訪問員", "Visitor";
        lead_note: "メモ", "Note";
        lead_last_contact: "最後の接触", "Last contact";
        lead_added: "見込先を加えました。", "The lead is added.";
        lead_assigned: "担当の訪問員を決めました。", "The visitor is set.";
        lead_asked: "要望あり", "Has a request";
        requests_of_leads(n: usize): "見込先の要望 {n}件", "Requests of leads: {n}";
        search_leads: "事業所名・電話で探す", "Search by name or number";
        purpose_of_visit: "訪問目的", "Purpose";
        purpose_unchanged: "目的を変える…", "Change the purpose…";
        purpose_set(n: &str, purpose: &str): "{n}件の目的を「{purpose}」にしました。", "The purpose of {n} is now {purpose}.";
        purpose_undone: "目的を元に戻しました。", "The purposes are as before.";
        perhaps_a_member: "すでに会員かもしれません。勧誘の前に確かめてください", "Perhaps a member already: make sure before recruiting";
        campaign_until(day: &str): "{day}までの入会", "For those who join by {day}";
        campaigns_edit(season: &str): "非会員へのご案内({season})", "What non-members may be told ({season})";
        campaigns_why: "訪問員の端末で、見込先にだけ期間中に表示されます。会員には表示されません。", "Shown on visitors' phones, of leads only and while it lasts; never of members.";
        campaign_words: "ご案内(例: 入会金2,000円が無料)", "What is promised, such as: the entrance fee of 2,000 yen is waived";
        campaign_starts: "開始日(なければ期間の初めから)", "From (empty: since the season began)";
        campaign_ends: "終了日", "Until";
        campaigns_save: "ご案内を保存する", "Save what may be told";
        campaigns_saved: "非会員へのご案内を保存しました。端末には次の同期で届きます。", "Saved. The phones get it with their next sync.";
        campaign: "加入のご案内(非会員の方だけ)", "What may be promised, to non-members only";

        // What is carried
        carried: "手持ち", "You carry";
        carried_item(item: &str, left: i64): "{item} 残り{left}", "{item}: {left}";
        none_left: "手持ちが足りないはずです。渡したなら、そのまま記録できます。", "By the count you don't carry enough of these. If you did hand them over, record it all the same.";
        handed_this_year: "今年度すでに手渡しあり", "Handed over before, this fiscal year";
        handed_already(when_and_who: &str): "今年度すでに渡しています: {when_and_who}", "Handed over already, this fiscal year: {when_and_who}";
        receipt_missing: "受領番号・受領者が未記入です", "The receipt is missing";
        receipt_missing_short: "受領 未記入", "receipt missing";
        carried_title: "訪問員の手持ち(ギフトカード・プレート)", "What visitors carry (gift cards, plates)";
        carried_given: "渡した数", "Given out";
        carried_handed: "手渡し済み", "Handed over";
        carried_left: "残り", "Left";
        carried_none: "まだ何も渡していません。", "Nothing has been given out yet.";
        give_out: "訪問員に渡す", "Give to the visitor";
        how_many: "数(返却はマイナス)", "How many (below nought: brought back)";
        given_out: "渡した数を記録しました。", "Noted.";

        // What a visit is for
        open_with_the_answer: "はじめに伝える ── ご要望への回答", "To say first: the answer to their request";
        answer_told: "回答を伝えた", "Told them the answer";
        answer_told_by(who: &str, day: &str): "伝えました: {day} {who}", "Told {day}, {who}";
        representative_before: "変更前", "Before";
        representative_now: "名簿(現在)", "In the list now";
        representative_confirmed: "代表者を現地で確認した(名簿どおり)", "Representative confirmed on site, as in the list";
        another_representative: "名簿と違う代表者だった", "The representative is somebody else";
        asked_to_introduce: "加入勧誘への協力をお願いした", "Asked for help with recruitment";
        plate_handed: "記念プレートを渡した", "Commemorative plate handed over";
        no_gift_card: "資料を請求した方です。事務局の設定により、委託訪問員の面談はギフトカードの対象外です。", "They requested material. By the office's setting, a contractor's meeting doesn't count for the gift card.";
        gift_card_500_handed: "ギフトカード500円を渡した(面談後)", "Gift card of 500 yen handed over, after the meeting";

        // One owner, two businesses
        same_owner(name: &str): "同じ代表者の「{name}」も記録", "Also record {name}, of the same representative";
        one_conversation(name: &str): "「{name}」と同じ面談として数えます。事業所は2件、面談は1件です。", "Counted as one conversation with {name}: two businesses, one meeting.";
        linked_with: "同じ面談で記録した事業所", "Recorded in the same conversation";
    }
}

words! {
    lead_stage(LeadStage) {
        LeadStage::Introduced => "未接触", "Not contacted yet";
        LeadStage::Contacted => "接触済み", "Contacted";
        LeadStage::Met => "面談済み", "Met";
        LeadStage::Applied => "申込あり", "Applied";
        LeadStage::Accepted => "承認済み", "Accepted";
        LeadStage::PaidAndJoined => "入会", "Paid and joined";
    }
    lead_manner(LeadManner) {
        LeadManner::OnSite => "訪問", "On site";
        LeadManner::Call => "電話", "Telephone";
        LeadManner::Online => "オンライン", "Online";
    }
    lead_outcome(LeadOutcome) {
        LeadOutcome::Met => "面談できた", "Met";
        LeadOutcome::Spoke => "話せた(担当者以外)", "Spoke with somebody";
        LeadOutcome::Applied => "申込書を受け取った", "Received the application";
        LeadOutcome::Nobody => "不在・応答なし", "Nobody there";
        LeadOutcome::Declined => "お断り", "Declined";
    }
    purpose_hint(Purpose) {
        Purpose::UsageProposal => "まだ使っていない事業をひとつ紹介します。", "Introduce one service that they don't use yet.";
        Purpose::Retention => "引き止めより先に事情を聞き、理由を「退会の兆し」に残します。", "Listen before persuading; note the reasons under Signs of leaving.";
        Purpose::RepresentativeChange => "新しい代表者に会議所の事業を説明し、お名前を確認します。", "Explain the services to the new representative and confirm the name.";
        Purpose::WebJoinFollowUp => "WEBだけで入会した方です。訪問かオンラインで、使える事業を案内します。", "They joined on the web alone: meet on site or online, and show what they can use.";
        Purpose::CommemorativePlate => "節目の年の記念プレートを届け、加入勧誘への協力をお願いします。", "Bring the anniversary plate, and ask for help with recruitment.";
        Purpose::RequestedMaterial => "資料を請求した方です。面談のあと、ギフトカード500円を渡します。", "They requested material: after the meeting they get a gift card of 500 yen.";
        Purpose::Recruiting => "紹介できる非会員の事業所がないか伺います。", "Ask whether they could introduce a business that isn't a member.";
    }
}

impl Lang {
    /// How a lead was found.
    pub fn lead_source(self, source: &LeadSource) -> &'static str {
        match (self, source) {
            (Self::Ja, LeadSource::Introduced(_)) => "会員の紹介",
            (Self::En, LeadSource::Introduced(_)) => "Introduced by a member",
            (Self::Ja, LeadSource::WebsiteEnquiry) => "ウェブ問い合わせ",
            (Self::En, LeadSource::WebsiteEnquiry) => "Website enquiry",
            (Self::Ja, LeadSource::MaterialRequest) => "資料請求",
            (Self::En, LeadSource::MaterialRequest) => "Requested material",
            (Self::Ja, LeadSource::NewlyFounded) => "新設",
            (Self::En, LeadSource::NewlyFounded) => "Newly founded",
            (Self::Ja, LeadSource::MetOnTheWay) => "飛び込み",
            (Self::En, LeadSource::MetOnTheWay) => "Met on the way",
        }
    }
}
