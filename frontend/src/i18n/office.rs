//! The console's texts.

pub mod failure;
pub mod import;
mod words;

use crate::texts;

texts! {
    /// What the people of the office read.
    pub trait OfficeTexts {
        // Everywhere
        brand: "巡り", "Meguri";
        brand_office: "事務局", "Office";
        console_name: "巡り 事務局", "Meguri for the office";
        reading: "読み込んでいます…", "Loading…";
        try_again: "もう一度読み込む", "Load again";
        close: "閉じる", "Close";
        undo: "元に戻す", "Undo";
        all: "すべて", "All";
        none: "なし", "None";
        never: "なし", "Never";
        nobody: "未定", "Nobody";
        somebody: "割り振り済み", "Somebody";
        not_known: "不明", "Not known";
        nothing_found: "条件に合うものがありません。検索や絞り込みを変えてください。", "Nothing fits. Change the search or the filter.";
        no_such_page: "このページはありません", "There is no such page";
        to_overview: "概況へ", "Go to the overview";
        tabs: "一覧の切り替え", "Lists";
        list_comma: "、", ", ";

        // Menu
        menu: "メニュー", "Menu";
        menu_overview: "概況", "Overview";
        menu_members: "会員", "Members";
        menu_targets: "訪問対象", "Targets";
        menu_plan: "訪問予定", "Plan";
        menu_requests: "要望", "Requests";
        menu_withdrawals: "退会希望", "Leaving";
        menu_settings: "設定", "Settings";
        needs_somebody(n: u64): "未対応 {n}件", "{n} to be dealt with";
        demo_data: "見本データ", "Demo data";

        // Coming in
        sign_in: "サインイン", "Sign in";
        sign_out: "サインアウト", "Sign out";
        login_name: "ログイン名", "Login name";
        password: "パスワード", "Password";
        no_real_data_yet: "端末内の暗号化ができるまで、実在の会員データを訪問員の電話に入れないでください。", "Until phones encrypt what they store, put no real member data on them.";
        session_ended: "もう一度サインインしてください", "Please sign in again";
        session_ended_safe: "時間がたったため、サインインが切れました。下の画面と入力はそのまま残っています。サインインすると続きから始まります。", "Your session ended. The screen below and what you typed are kept; sign in and go on where you were.";
        set_up_title: "最初の管理者をつくる", "Create the first administrator";
        set_up_why: "サーバーの初回起動時に表示されたリンクです。ここでつくる人が、ほかの利用者を登録できます。リンクは一度だけ使えます。", "This is the link that the server printed at its first start. The person you create here can add the others. The link works once.";
        your_name: "お名前", "Your name";
        login_rule: "半角の英小文字・数字・「.」「-」「_」、40文字まで", "Lower-case letters, digits, “.”, “-”, “_”; 40 at most";
        password_rule(least: usize): "{least}文字以上。長いほど安全です", "{least} characters or more; longer is safer";
        create_administrator: "管理者をつくって始める", "Create and start";
        visitor_here(name: &str): "{name}さん、こちらは事務局の画面です", "{name}, this is the office's door";
        visitor_goes_to_phone_app: "訪問員の方は訪問用アプリをお使いください。今日の訪問先と記録はそちらにあります。", "Visitors use the visit app. Your stops and records are there.";
        open_phone_app: "訪問アプリを開く", "Open the visit app";

        // 概況
        season: "実施期間", "Season";
        first_steps: "はじめに", "To begin";
        first_import: "会員名簿と利用履歴を取り込む", "Import members and usage history";
        first_season: "実施期間をつくり、訪問対象を選ぶ", "Create a season and choose its targets";
        first_people: "訪問員を登録する", "Add the visitors";
        first_assign: "訪問対象を訪問員に割り振る", "Assign targets to visitors";
        needs_title: "対応が必要なもの", "Waiting for somebody";
        progress_title: "進み具合", "Progress";
        step_targets: "対象", "Targets";
        step_assigned: "割り振り", "Assigned";
        step_called: "電話", "Called";
        step_reached: "通話・応対", "Reached";
        step_visited: "訪問", "Visited";
        step_met: "面談", "Met";
        step_untouched: "未着手", "Not begun";
        percent(share: u64): "対象の{share}%", "{share}% of targets";
        by_visitor: "訪問員別", "By visitor";
        visitor: "訪問員", "Visitor";
        arrived: "届いた記録", "Arrived";
        on_the_phone: "電話に残る", "On the phone";
        late: "担当変更後", "After reassignment";
        last_contact: "最終接触", "Last contact";
        requests_by_category: "分類別の要望", "Requests by category";
        no_visitors_yet: "訪問員がまだいません。設定の「利用者」で登録してください。", "There are no visitors yet. Add them under Settings, People.";

        // 会員
        search_members: "名前・カナ・住所・電話・代表者で探す", "Search name, kana, address, telephone, representative";
        members_found(n: &str): "{n}件", "{n} members";
        no_members_yet: "会員がまだいません。「名簿を取り込む」から始めてください。", "There are no members yet. Begin with “Import a list”.";
        col_number: "会員番号", "Number";
        col_name: "事業所名", "Name";
        col_kana: "カナ", "Kana";
        col_representative: "代表者", "Representative";
        col_industry: "業種", "Industry";
        col_branch: "支部", "Branch";
        col_section_and_branch: "部会・支部", "Section, branch";
        col_joined: "加入", "Joined";
        col_joined_via: "加入経路", "Joined through";
        col_address: "所在地", "Address";
        col_telephone: "電話", "Telephone";
        col_employees: "従業員数", "Employees";
        col_fee_units: "会費口数", "Fee units";
        col_used: "利用", "Used";
        col_standing: "在籍", "Standing";
        active: "会員", "Member";
        withdrawn: "退会済み", "Left";
        withdrawn_on(day: &str): "{day}に退会", "Left on {day}";
        do_not_contact: "連絡しない", "Do not contact";
        stop_contact: "連絡を止める", "Stop contact";
        resume_contact: "連絡を再開する", "Resume contact";
        contact_stopped: "連絡を止めました。電話も訪問もできなくなります。", "Contact is stopped: nobody calls or visits.";
        contact_resumed: "連絡を再開しました。", "Contact may go on.";
        season_is_there: "同じ名前・期間の実施期間がすでにあります", "a season with this name and period exists";
        targets_not_given: "完了した対象、退会した会員、連絡を止めている会員は割り当てられません", "what is done, who has left and who isn't to be contacted can't be assigned";
        day_outside_season: "実施期間の外の日です", "lies outside the season";
        representative_changed(day: &str): "代表者変更（{day}確認）", "New representative (seen {day})";
        services_count(n: usize): "{n}事業", "{n}";
        services_used: "利用した事業", "Services used";
        used(day: &str, times: u32): "最終 {day}・{times}回", "last {day}, {times}×";
        never_used_any: "利用履歴はありません。", "No service used so far.";
        history: "これまでの接触", "Contacts so far";
        no_contact_yet: "まだ誰も接触していません。", "Nobody has been in contact yet.";
        telephone_call: "電話", "Call";
        arrived_late: "担当変更後に到着", "Arrived after reassignment";
        taken_back_by_visitor: "訪問員が取り消し", "Taken back by the visitor";
        mutual_aid: "生命共済", "Mutual-aid cover";
        introduced: "紹介", "Introduced";
        next_step: "次の予定", "Next";
        complaint: "クレーム", "Complaint";
        visitors_opinion(words: &str): "訪問員の所感: {words}", "Visitor's opinion: {words}";
        answer_was(words: &str): "回答: {words}", "Answer: {words}";

        // 訪問対象
        no_season_yet: "実施期間がまだありません。つくると、規則に合う会員が訪問対象になります。", "There is no season yet. Create one; the members that its rule finds become targets.";
        new_season: "実施期間をつくる", "New season";
        search_targets: "名前・カナ・住所・電話で探す", "Search name, kana, address, telephone";
        col_reasons: "理由", "Reasons";
        col_cohort: "入会年度", "Joined in";
        col_holder: "担当", "Held by";
        col_state: "状態", "State";
        col_step: "進み", "Progress";
        unfold_filter: "絞り込み・選択", "Filter, select";
        unfold_filter_set(n: usize): "絞り込み中（{n}）", "Filtered ({n})";
        fold_filter: "たたむ", "Fold";
        clear_filter: "絞り込みを解除", "Clear the filter";
        targets_found(shown: &str, all: &str): "{all}件のうち{shown}件を表示", "{shown} of {all} shown";
        targets_in_season(n: &str): "この期間の対象 {n}件", "{n} targets in this season";
        first_so_many: "上から", "First";
        select_first: "件を選ぶ", "Select";
        select_shown(n: &str): "表示中の{n}件をすべて選ぶ", "Select all {n} shown";
        selection: "選択", "Selection";
        select_row: "この行を選ぶ", "Select this row";
        selected(n: &str): "{n}件を選択中", "{n} selected";
        with_selected: "選んだ対象への操作", "With the selected";
        day_if_any: "訪問日（なくても可）", "Day (optional)";
        assign: "割り振る", "Assign";
        take_back: "引き取る", "Take back";
        hold: "保留にする", "Put on hold";
        reopen: "再開する", "Reopen";
        clear_selection: "選択を解除", "Clear selection";
        assigned(n: &str, who: &str): "{n}件を{who}さんに割り振りました。", "Assigned {n} to {who}.";
        assigned_for(n: &str, who: &str, day: &str): "{n}件を{who}さんの{day}に割り振りました。", "Assigned {n} to {who} for {day}.";
        taken_back(n: &str): "{n}件を引き取りました。担当者の電話からは次の送信で消えます。", "Took back {n}. They leave the phone at its next sync.";
        state_set(n: &str, state: &str): "{n}件を「{state}」にしました。", "Set {n} to “{state}”.";
        assignment_undone: "担当を元に戻しました。", "The assignment is as it was.";
        state_undone: "状態を元に戻しました。", "The state is as it was.";

        // 実施期間をつくる
        back_to_targets: "訪問対象へ戻る", "Back to targets";
        season_name: "名前", "Name";
        season_kind_label: "種類", "Kind";
        season_year: "年度", "Fiscal year";
        season_days: "期間", "Period";
        period(from: &str, to: &str): "{from} 〜 {to}", "{from} – {to}";
        starts_on: "開始日", "Starts on";
        ends_on: "終了日", "Ends on";
        cohorts: "入会年度", "Joined in";
        never_used_only: "事業を一度も利用していない会員だけ", "Only members that never used a service";
        narrow_rule: "業種・支部でも絞る（選ばなければすべて）", "Narrow by industry and branch (none chosen: all)";
        words_of_first(n: &str): "会員番号順の先頭{n}件にある業種・支部です。", "The industries and branches of the first {n} members.";
        see_whom: "対象を確かめる", "See whom it finds";
        preview_first: "まず「対象を確かめる」で、件数と理由を見てください。まだ何も保存されません。", "First see whom it finds, with the reasons. Nothing is stored yet.";
        create_season(n: &str): "この{n}件を訪問対象にする", "Make these {n} the targets";
        season_created(name: &str, n: &str): "「{name}」をつくり、{n}件を訪問対象にしました。", "Created “{name}” with {n} targets.";
        cohort_joined(year: &str): "{year}入会", "Joined {year}";
        choice_total: "合計", "Total";
        choice_never_used: "うち利用なし", "Never used";
        choice_first(n: usize): "優先順の先頭{n}件", "The first {n}, most urgent first";
        see_new_targets: "新しい対象を確かめる", "See new targets";
        rule_finds: "この規則に合う会員", "Whom the rule finds";
        add_targets: "まだ対象でない会員を加える", "Add those that aren't targets yet";
        targets_added(added: &str, total: &str): "{added}件を加えました（合計{total}件）。", "Added {added}; {total} in all.";

        // 訪問予定
        day_label: "訪問日", "Day";
        day_before: "前の日", "The day before";
        day_after: "次の日", "The day after";
        to_today: "今日", "Today";
        planned(n: usize): "この日の訪問先 {n}件", "Stops of this day: {n}";
        nothing_planned: "この日の訪問先はまだありません。右の一覧から入れてください。", "Nothing is planned for this day yet. Add stops from the list beside.";
        order_by_keys: "ドラッグ、↑↓ボタン、または Alt＋↑↓ で並べ替え。すぐに保存されます。", "Drag, use the arrows, or press Alt+↑/↓. Saved at once.";
        unplanned(n: &str): "日の決まっていない対象 {n}件", "Without a day: {n}";
        nothing_unplanned: "この訪問員の対象は、すべて日が決まっています。", "Every target of this visitor has its day.";
        more_unplanned(n: &str): "ほかに{n}件あります。訪問対象で絞り込んで割り振れます。", "{n} more; find and assign them under Targets.";
        put_on_day: "この日に入れる", "Put on this day";
        take_off_day: "外す", "Take off";
        move_up(name: &str): "{name}を上へ", "Move {name} up";
        move_down(name: &str): "{name}を下へ", "Move {name} down";
        planned_for(name: &str, day: &str): "{name}を{day}に入れました。", "{name} is planned for {day}.";
        taken_off_day(name: &str): "{name}をこの日から外しました。担当はそのままです。", "{name} is off this day; its visitor keeps it.";
        plan_undone: "予定を元に戻しました。", "The plan is as it was.";
        appointment_at(time: &str): "アポ {time}", "Appointment {time}";

        // 要望・依頼・クレーム・退会希望
        requests: "要望・ご意見", "Requests";
        office_tasks: "事務局への依頼", "Tasks for the office";
        office_task: "依頼", "Task";
        complaints: "クレーム", "Complaints";
        search_matters: "会員名・内容で探す", "Search member or words";
        open_only: "未対応のみ", "Open only";
        none_open: "未対応のものはありません。", "Nothing is open.";
        no_requests_yet: "要望はまだ届いていません。訪問員が記録すると、ここに並びます。", "No requests have arrived yet. They appear here when visitors record them.";
        no_tasks_yet: "事務局への依頼はまだありません。", "There are no tasks for the office yet.";
        no_complaints_yet: "クレームはありません。", "There are no complaints.";
        no_cases_yet: "退会希望の記録はありません。訪問員が記録すると、すぐここに並びます。", "The register is empty. A visitor's record opens a line at once.";
        col_heard: "受付", "Heard";
        col_kind: "分類", "Kind";
        col_words: "内容", "Words";
        col_owner: "事務局の担当", "Owner";
        col_due: "期限", "Due";
        overdue(day: &str): "期限切れ {day}", "Overdue {day}";
        heard(day: &str, by: &str): "{day} {by}さんが聞き取り", "Heard on {day} by {by}";
        set_day: "期限を決める", "Set the day";
        reply_wanted: "返事を希望", "A reply is wanted";
        answer: "回答", "Answer";
        answer_reaches_phone: "この会員を担当する訪問員の電話に届き、次の訪問で最初に表示されます。", "It reaches the phones that hold this member and is shown first at the next visit.";
        answered_on(day: &str): "{day}に回答済み。書き直して送ると置き換わります。", "Answered on {day}. Sending again replaces it.";
        send_answer: "回答を送る", "Send the answer";
        answer_sent: "回答を保存しました。訪問員の電話に届きます。", "The answer is stored and reaches the phone.";
        owner_set: "担当を決めました。", "The owner is set.";
        due_set: "期限を決めました。", "The due day is set.";
        status_set: "状態を変えました。", "The state is changed.";
        mark_done: "対応済みにする", "Mark as done";
        case_deadline: "電話・訪問の期限", "Call and visit by";

        // 設定
        people: "利用者", "People";
        devices: "端末", "Phones";
        seasons: "実施期間", "Seasons";
        office_card: "事務局の連絡先", "The office's card";
        only_administrators: "利用者の登録と変更は、システム管理者だけができます。", "Only administrators add and change people.";
        person_name: "名前", "Name";
        col_role: "役割", "Role";
        col_actions: "操作", "Actions";
        may_sign_in: "利用中", "Active";
        stopped: "停止中", "Stopped";
        role_of(name: &str): "{name}さんの役割", "Role of {name}";
        role_set(name: &str, role: &str): "{name}さんを「{role}」にしました。", "{name} is now {role}.";
        stop_person: "利用を停止する", "Stop access";
        let_person_in: "利用を再開する", "Give access again";
        person_stopped(name: &str): "{name}さんの利用を停止しました。サインイン中の端末も切れました。", "{name} can no longer sign in; open sessions are ended.";
        person_may_again(name: &str): "{name}さんは再びサインインできます。", "{name} can sign in again.";
        person_restored: "元に戻しました。", "It is as it was.";
        new_password: "新しいパスワード", "New password";
        set_password: "パスワードを変える", "Change the password";
        password_set(name: &str): "{name}さんのパスワードを変えました。本人に伝えてください。", "The password of {name} is changed. Tell them.";
        new_person: "利用者を登録する", "Add a person";
        create_person: "登録する", "Add";
        person_created(name: &str): "{name}さんを登録しました。ログイン名とパスワードを本人に伝えてください。", "{name} is added. Tell them their login name and password.";
        no_devices_yet: "まだどの電話もサインインしていません。", "No phone has signed in yet.";
        waiting_records: "未送信", "Waiting";
        oldest_waiting: "最も古い未送信", "Oldest waiting";
        storage: "保存領域", "Storage";
        storage_kept: "保護されている", "Kept";
        storage_not_promised: "消える恐れあり", "May be cleared";
        app_version: "アプリの版", "App version";
        office_card_why: "急ぎの記録を送れないとき、訪問員の電話にこの番号を表示します。", "Phones show this number when something urgent can't be sent.";
        office_name: "事務局の名前", "The office's name";
        office_telephone: "電話番号", "Telephone";
        save_office_card: "連絡先を保存する", "Save the card";
        office_card_saved: "連絡先を保存しました。電話には次の送信で届きます。", "Saved. Phones get it at their next sync.";
    }
}
