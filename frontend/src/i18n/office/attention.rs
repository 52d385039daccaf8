//! The texts of 要確認, of a phone's exported file and of 変更聞き取り.

use shared::model::{AttentionKind, ChangeStep, ResolutionKind};
use shared::wire::outbox_file::OutboxStanding;

use crate::i18n::Lang;
use crate::{texts, words};

texts! {
    /// What the office reads about records that need it.
    pub trait AttentionTexts {
        // 要確認
        menu_attention: "要確認", "To check";
        attention_list: "受け付けられなかった記録など", "Refused and flagged records";
        attention_none: "確認が必要な記録はありません。", "Nothing needs checking.";
        search_attention: "訪問員・会員名・内容で探す", "Search visitor, member or words";
        unsettled_only: "未確認のみ", "Unsettled only";
        col_arrived: "届いた日時", "Arrived";
        col_why: "理由", "Why";
        col_record: "記録", "Record";
        col_whose: "記録した人", "Recorded by";
        open_attention: "未確認", "Open";
        waits_for_visitor: "訪問員の直しを待っています", "Waits for the visitor";
        unreadable_record: "読めない記録", "Unreadable record";
        unreadable_record_why: "記録の形になっていないため、内容を表示できません。下の「送られたままのデータ」を見てください。", "It isn't in the form of a record and can't be shown. Look at the data as they were sent, below.";
        why_field(why: &str, field: &str): "{why}（{field}）", "{why} ({field})";
        why_held(number: &str): "会員番号 {number} は会員名簿にありません。記録は数えられ、事務局だけに見えています。", "Member number {number} isn't in the list. The record counts, and only the office sees it.";
        why_never_held: "届いたとき、この会員がこの訪問員の担当だった記録はありませんでした。記録は数えられますが、そのままでは会員の状態や予定は変わりません。", "When it arrived, this visitor had never held the member. The record counts, but changes neither the member's state nor its plans by itself.";
        why_late: "届いたとき、この会員はこの訪問員の担当ではありませんでした。記録は数えられています。", "When it arrived, this visitor didn't hold the member. The record counts.";
        why_conflict: "届くまでの間に変わった項目がありました。記録は数えられ、新しいほうの内容が残っています。", "Something had changed before it arrived. The record counts, and the newer values stand.";
        lost_value(field: &str, lost: &str, stands: &str): "{field}: 記録では「{lost}」、いまは「{stands}」", "{field}: recorded “{lost}”, now “{stands}”";
        why_rejected: "どこにも数えられていません。訪問員の端末には「要対応」と表示されています。", "It counts nowhere. The visitor's phone says that it needs them.";
        recorded_at: "記録した日時", "Recorded";
        arrived_at: "届いた日時", "Arrived";
        sent_from: "端末", "Phone";
        phone_number(id: &str): "端末 {id}", "Phone {id}";
        as_it_was_sent: "送られたままのデータ", "Data as they were sent";
        words_to_visitor: "訪問員への言葉", "Words to the visitor";
        words_reach_phone: "訪問員の端末の「送信」に表示されます。", "The visitor reads them on the phone, under “Send”.";
        please_correct(field: &str): "「{field}」を直して、もう一度送ってください。", "Please correct “{field}” and send it again.";
        decision: "事務局の判断", "The office's decision";
        decided_by(who: &str, at: &str): "{at} {who}", "{who}, {at}";
        reopen_decision: "判断を取り消す", "Take the decision back";
        decided: "判断を保存しました。訪問員の端末には次の送信で届きます。", "The decision is stored and reaches the phone at its next sync.";
        decided_accepted: "このまま数えることにしました。", "It counts as it is.";
        decision_reopened: "判断を取り消しました。", "The decision is taken back.";
        corrected_arrived: "直した記録が届いています。", "The corrected record has arrived.";
        a_report_of(day: &str): "日報 {day}", "Report of {day}";
        a_retraction: "取り消し", "Taking back";
        report_counts(calls: u32, visits: u32, met: u32): "電話 {calls}件・訪問 {visits}件・面談 {met}件", "{calls} calls, {visits} visits, {met} met";
        other_record: "その他の記録", "Another record";

        // 端末のファイル
        outbox_files: "端末のファイル", "A phone's file";
        outbox_why: "送信できなくなった端末が「ファイルに書き出す」でつくったファイルを、記録した人の名前で取り込みます。あとで端末から同じ記録が届いても、二重にはなりません。", "Takes in what a phone that can't send any more has exported, under its authors' names. Should the phone send the same later, nothing becomes double.";
        choose_outbox_file: "ファイルを選ぶ", "Choose the file";
        outbox_file_fits: "端末が書き出した meguri-….json、20MBまで", "meguri-….json as the phone wrote it, up to 20 MB";
        outbox_nothing_yet: "取り込むまで何も保存されません。", "Nothing is stored until you take it in.";
        outbox_written(at: &str, device: &str, version: &str): "{at} に書き出し・端末 {device}・アプリの版 {version}", "Written {at}, phone {device}, app version {version}";
        outbox_records: "ファイルの中の記録", "Records in the file";
        outbox_empty: "記録は入っていません。", "There are no records in it.";
        outbox_take_in(n: &str): "{n}件を取り込む", "Take {n} in";
        outbox_nothing_new: "新しい記録はありません。すべて届いています。", "There is nothing new: everything is here.";
        outbox_give_up: "取り込まない", "Don't take it in";
        outbox_taken(n: &str): "{n}件を取り込みました。", "Took {n} in.";
        outbox_taken_refused(n: &str): "{n}件は受け付けられず、「要確認」に入りました。", "{n} were refused; they are listed under “To check”.";
        outbox_another: "別のファイルを取り込む", "Take in another file";
        col_saved: "保存した日時", "Saved";
        outbox_unreadable(n: usize): "端末のアプリが読めなかったもの {n}件", "{n} things that the phone's app couldn't read";
        outbox_unreadable_why: "取り込まれません。内容を見て、必要なら本人に確かめてください。", "They aren't taken in. Look at them, and ask the person if needed.";

        // 端末
        col_warnings: "注意", "Warnings";
        device_silent(days: i64): "{days}日間、連絡がありません。未送信が残っています", "Nothing heard for {days} days, with records waiting";
        device_not_kept: "記録がブラウザに消される恐れがあります。ホーム画面に追加してもらってください", "The browser may clear its records: have the app added to the home screen";
        device_old_app: "アプリが古い版です。開き直してもらってください", "Its app is old: have it opened again";
        device_refused(n: u32): "要対応 {n}件", "{n} need the visitor";
        device_photos(n: u32): "写真の送信待ち {n}枚", "{n} photos wait to be sent";
        device_deferred(n: u32): "再送待ち {n}件", "{n} to be offered again";
        device_stopped: "停止中", "Stopped";
        device_fine: "問題なし", "Fine";
        stop_device: "停止…", "Stop…";
        stop_device_what(who: &str): "{who}さんのこの端末は、すぐに送受信できなくなります。未送信の記録は端末に残ります。", "This phone of {who} can neither send nor receive from now on. What waits on it stays there.";
        stop_device_now: "この端末を停止する", "Stop this phone";
        leave_device: "やめる", "Leave it";
        device_is_stopped(who: &str): "{who}さんの端末を停止しました。", "The phone of {who} is stopped.";
        restore_device: "再開する", "Let it in again";
        device_is_restored(who: &str): "{who}さんの端末を再開しました。端末でもう一度サインインしてもらってください。", "The phone of {who} may go on. Have them sign in on it again.";
        device_restored_by: "再開はシステム管理者ができます", "An administrator can let it in again";

        // 変更聞き取り
        changes_heard: "変更聞き取り", "Changes heard";
        no_changes_yet: "変更の聞き取りはまだありません。訪問員が記録すると、ここに並びます。", "No changes have been heard yet. They appear here when visitors record them.";
        change_old: "名簿の内容", "In the list";
        change_new: "聞き取った内容", "As heard";
        change_was_blank: "（なし）", "(nothing)";
        change_moved(day: &str, who: &str): "{day} {who}", "{who}, {day}";
        form_is_received: "変更届を受け取った", "The form is here";
        is_entered: "会員システムに入力した", "Entered in the membership system";
        dismiss_change: "採用しない", "Don't adopt";
        back_to_heard: "聞き取りに戻す", "Back to heard";
        change_accepted_what: "受領すると、巡りの会員情報は聞き取った内容になります。古い名簿を取り込み直しても戻りません。", "Once the form is here, Meguri shows what was heard. Importing an old list again doesn't revert it.";
        change_moved_to(step: &str): "「{step}」にしました。", "It is “{step}” now.";
        change_undone: "元に戻しました。", "It is as it was.";
        changes_as_csv: "CSVで書き出す", "Export as CSV";
    }
}

words! {
    attention_kind(AttentionKind) {
        AttentionKind::Rejected => "受付不可", "Refused";
        AttentionKind::Conflict => "内容の競合", "Conflict";
        AttentionKind::Held => "担当の記録なし", "Never assigned";
        AttentionKind::Late => "担当変更後", "After reassignment";
    }
    resolution_kind(ResolutionKind) {
        ResolutionKind::Accepted => "このまま数える", "Counts as it is";
        ResolutionKind::AskedToCorrect => "直して送り直してもらう", "To be corrected and sent again";
        ResolutionKind::Corrected => "訪問員が直して送った", "Corrected by the visitor";
        ResolutionKind::Discarded => "使わない", "Discarded";
    }
    change_step(ChangeStep) {
        ChangeStep::Heard => "聞き取り", "Heard";
        ChangeStep::FormReceived => "変更届を受領", "Form received";
        ChangeStep::Entered => "入力済み", "Entered";
        ChangeStep::Dismissed => "採用しない", "Not adopted";
    }
    outbox_standing(&OutboxStanding) {
        OutboxStanding::New => "新しい", "New";
        OutboxStanding::Here => "届いている", "Already here";
        OutboxStanding::UnknownAuthor => "記録した人が登録されていない", "Its author isn't known here";
        OutboxStanding::Rejected { .. } => "受け付けられない", "Refused";
        OutboxStanding::Waits => "もとの記録がまだない", "What it depends on isn't here";
    }
}

impl Lang {
    /// What a button does that decides so.
    pub fn to_resolve(self, kind: ResolutionKind) -> &'static str {
        match (self, kind) {
            (Self::Ja, ResolutionKind::Accepted) => "このまま数える",
            (Self::En, ResolutionKind::Accepted) => "Let it count",
            (Self::Ja, ResolutionKind::AskedToCorrect) => "直して送り直してもらう",
            (Self::En, ResolutionKind::AskedToCorrect) => "Ask to correct it",
            (Self::Ja, ResolutionKind::Discarded) => "使わない（理由を伝える）",
            (Self::En, ResolutionKind::Discarded) => "Discard it (say why)",
            // The visitor's own doing.
            (_, ResolutionKind::Corrected) => self.resolution_kind(kind),
        }
    }
}
