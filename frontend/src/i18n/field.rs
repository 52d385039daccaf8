//! The phone app's texts.

use shared::fieldbook::{CallWord, Progress, Sort};

use crate::{texts, words};

texts! {
    /// What the visitor reads.
    pub trait FieldTexts {
        app_name: "巡り Meguri", "Meguri";
        app_purpose: "会員訪問の記録。圏外でも使えます。", "Member visits, recorded with or without a signal.";

        // Screens and moving between them
        screens: "画面", "Screens";
        today: "今日", "Today";
        list: "一覧", "List";
        report: "日報", "Report";
        sending: "送信", "Send";
        back: "戻る", "Back";
        member: "会員", "Member";
        to_member: "会員を開く", "Open the member";
        to_today: "今日へ", "To today";
        to_report: "日報へ", "To the report";
        try_again: "もう一度開く", "Open again";
        reload: "再読み込み", "Reload";

        // Banners
        demo_data: "練習用のデータです", "Practice data";
        newer_app_was_here: "新しい版のアプリがこの端末で開かれています", "A newer version of the app is open on this phone";
        newer_app_what_to_do: "この画面では記録できません。保存済みの記録は残っています。再読み込みしてください。", "This page can't record any more. What you saved is safe. Please reload.";
        inside_line: "LINEの中で開いています", "This is LINE's own browser";
        inside_line_why: "ここでは記録が消えることがあります。ChromeまたはSafariで開いてください。", "Records may be lost in here. Please open the app in Chrome or Safari.";
        open_outside_line: "ブラウザで開く", "Open in the browser";
        urgent_unsent: "未送信です。電話してください", "Not sent yet. Please telephone";
        urgent_unsent_why: "クレーム・退会希望がまだ届いていません。端末には保存済みです。", "A complaint or a wish to leave hasn't reached the office. It is saved on this phone.";
        office_number_unknown: "事務局の番号がまだ端末にありません。", "The office's number isn't on this phone yet.";
        new_version: "新しい版があります", "There is a new version";
        update: "更新する", "Update";

        // Signing in
        no_real_data_yet: "実会員データはまだ端末に入れないでください", "No real member data on phones yet";
        no_real_data_why: "端末内の暗号化ができるまでは、練習用のデータだけで使います。", "Until the phone's storage is encrypted, use practice data only.";
        login: "ログイン名", "Login";
        password: "パスワード", "Password";
        sign_in: "サインインする", "Sign in";
        signing_in: "確認しています…", "Checking…";
        sign_in_once: "サインインはこの端末で一度だけです。そのあとは電波がなくても使えます。", "You sign in once on this phone. After that it works without a signal.";
        sign_in_wrong: "ログイン名またはパスワードが違います", "The login or the password is wrong";
        sign_in_wrong_do: "大文字・小文字を確かめて、もう一度入力してください。わからないときは事務局へ。", "Check capital letters and try again. If you don't know it, ask the office.";
        sign_in_throttled(seconds: u32): "間違いが続いたため、{seconds}秒お待ちください", "Too many wrong tries: please wait {seconds} seconds";
        sign_in_throttled_do: "端末の記録はそのまま残っています。待ってからもう一度お試しください。", "What is on this phone stays. Wait, then try again.";
        sign_in_offline: "事務局につながりません", "The office's server can't be reached";
        sign_in_offline_do: "最初のサインインだけは電波が必要です。つながる場所でもう一度お試しください。", "Only the first sign-in needs a signal. Try again where there is one.";
        server_trouble: "サーバーが今は応じられません", "The server can't answer just now";
        server_fault(id: &str): "サーバー側の不具合です(番号 {id})", "A fault on the server (number {id})";
        server_trouble_do: "端末の記録はそのまま残っています。少し待ってからもう一度お試しください。続くときは事務局へ。", "What is on this phone stays. Try again in a little while; if it goes on, tell the office.";
        needs_https: "暗号化されていない接続(http)ではサインインできません", "You can't sign in over an unencrypted connection (http)";
        needs_https_do: "アドレスを https:// で始めて開き直してください。開けないときは事務局へ。", "Open the address with https://. If that doesn't open, tell the office.";
        sign_in_not_a_visitor: "このアカウントは訪問アプリでは使えません", "This account can't use the visitor's app";
        sign_in_not_a_visitor_do: "事務局の画面を使うか、訪問員のアカウントでサインインしてください。", "Use the office's console, or sign in with a visitor's account.";

        // The phone's storage
        storage_is_full: "端末の空き容量がありません", "This phone's storage is full";
        storage_wont_open: "端末の記録を開けませんでした", "The records on this phone couldn't be opened";
        storage_wont_write: "端末に保存できませんでした", "It couldn't be saved on this phone";
        saved_is_still_there: "保存済みの記録は消えていません。", "What you saved is not lost.";
        draft_is_still_there: "書いた内容はこの画面に残っています。保存済みの記録も消えていません。", "What you wrote is still on this page, and what you saved before is safe.";
        make_room: "写真や使わないアプリを消して空きを作り、もう一度お試しください。", "Make room by deleting photos or unused apps, then try again.";
        close_and_open_again: "アプリをいったん閉じて開き直してください。プライベートモードでは使えません。", "Close the app and open it again. It doesn't work in a private window.";

        // Sync, in words
        unsent(n: usize): "未送信 {n}件", "{n} unsent";
        all_sent: "送信済み", "All sent";
        state_waiting: "保存済み(未送信)", "Saved (not sent yet)";
        state_sending: "送信中", "Sending";
        state_arrived: "事務局に届きました", "Arrived at the office";
        state_deferred: "事務局側で保留中", "Put off by the server";
        state_conflict: "届きました(一部は別の内容が有効)", "Arrived, in part overruled";
        state_needs_you: "要対応", "Needs you";
        downloading: "担当の会員を受け取っています", "Receiving your members";
        downloading_what: "はじめの1回だけです。このままお待ちください。", "Only this first time. Please wait.";
        nothing_yet_offline: "まだ何も受け取っていません", "Nothing has been received yet";
        nothing_yet_offline_do: "電波のある場所で開くと、担当の会員が自動で届きます。", "Open the app where there is a signal; your members then arrive by themselves.";
        nobody_assigned: "担当の会員がまだいません", "No members are assigned to you yet";
        nobody_assigned_do: "事務局が割り振ると、ここに届きます。", "They arrive here once the office assigns them.";
        session_ended: "サインインの期限が切れました", "Your sign-in has expired";
        session_ended_do: "記録はこのまま続けられます。送信するにはもう一度サインインしてください。", "You can go on recording. Sign in again to send.";
        revoked: "この端末は事務局が停止しました", "The office has stopped this phone";
        revoked_do: "保存済みの記録は端末に残っています。事務局に電話してください。再開されないときは、「送信」の「ファイルに書き出す」で記録を渡せます。", "What you saved stays on this phone. Telephone the office. If the phone isn't let in again, hand the records over with “Export to a file” under “Send”.";
        offline: "圏外です", "No connection";
        offline_do: "電波が戻ると自動で送ります。", "It is sent by itself once there is a signal.";
        update_needed: "アプリの更新が必要です", "The app needs an update";
        update_needed_do: "保存済みの記録は安全です。アプリを閉じて開き直してください。", "What you saved is safe. Close the app and open it again.";
        everything_arrived: "すべて事務局に届いています", "Everything has arrived at the office";
        never_sent: "まだ事務局とつながっていません", "Not connected to the office yet";
        last_success(at: &str): "最後につながったのは {at}", "Last connected {at}";
        oldest_unsent(at: &str): "いちばん古い未送信は {at}", "The oldest unsent is of {at}";
        sending_now: "送信しています…", "Sending…";
        send_now: "今すぐ送信する", "Send now";
        needs_you: "対応が必要です", "Needs you";
        what_waits: "記録の状態", "Your records";
        saved_at(at: &str): "{at} に保存", "Saved {at}";
        urgent: "至急", "Urgent";
        send_again: "もう一度送る", "Send again";
        send_instead: "直して送る", "Correct and send";
        refused_can_correct: "元の記録は端末に残っています。直すと、別の記録として送られます。", "The record stays on this phone. Corrected, it is sent as a new one.";
        refused_field(field: &str): "受け付けられない項目: {field}", "What can't be accepted: {field}";
        office_asks: "事務局から: 直して送ってください", "The office asks you to correct it";
        office_discards: "事務局がこの記録を使わないことにしました", "The office doesn't use this record";
        office_says: "事務局から", "From the office";
        note_it: "確認した", "Noted";
        word_from_office: "事務局からの連絡", "Word from the office";
        refused_do: "記録は端末に残っています。事務局に電話して伝え、必要なら下の「ファイルに書き出す」で渡してください。", "The record stays on this phone. Telephone the office, and hand it over with the export below if they need it.";
        taken_back: "取り消し", "Taken back";
        deferred_do: "端末に保存されています。自動でもう一度送ります。", "It is saved on this phone and sent again by itself.";
        conflict_what: "事務局に届きました。ただし、次の項目は別の内容が有効です。", "It has arrived, but of these something else stands.";
        conflict_seen: "確認しました", "I have seen it";
        newer_plan_stands: "訪問順: 事務局が後から出した予定が有効です", "Order: the office published a newer plan, and that one stands";
        task_due: "依頼の期限", "Due day of the task";
        record_content: "記録の内容", "The record";
        nothing_entered: "未記入", "nothing";
        instead_of(field: &str, stands: &str, lost: &str): "{field}: 有効 {stands} / 入力 {lost}", "{field}: {stands} stands instead of {lost}";
        own_order_of(day: &str): "訪問順 {day}", "Own order of {day}";
        others_on_this_phone: "ほかの人の未送信があります", "Somebody else's records wait on this phone";
        others_unsent(name: &str, n: usize): "{name}さんの未送信 {n}件", "{n} unsent of {name}";
        others_do: "その人がこの端末でサインインすると送られます。", "They are sent when that person signs in on this phone.";
        unreadable_title: "このアプリの版では読めない記録があります", "This version of the app can't read some records";
        unreadable_records(n: usize): "保存済みの記録 {n}件 ── まだ送られていません", "{n} saved records, not sent";
        unreadable_drafts(n: usize): "下書き {n}件", "{n} drafts";
        unreadable_others(n: usize): "受け取ったデータ {n}件 ── もう一度受け取ります", "{n} pieces of received data: they are fetched again";
        unreadable_do: "消えてはいません。アプリを更新すると、もう一度読み込みます。急ぐときは下の「ファイルに書き出す」で事務局に渡せます。", "Nothing is deleted. After an update of the app they are read again. If it is urgent, export them to a file below and hand it to the office.";
        storage_is_low: "端末の空きが残りわずかです", "This phone is nearly full";
        storage_is_low_do: "不要な写真やアプリを消して空きを作ってください。保存済みの記録は残っています。", "Make room by deleting photos or apps that you don't need. What you saved is still here.";
        if_all_else_fails: "どうしても送れないとき", "If nothing else works";
        export_why: "未送信の記録をファイルにして、メールなどで事務局に渡せます。", "Saves what waits as a file that you can hand to the office.";
        export: "ファイルに書き出す", "Export to a file";
        not_exported: "書き出せませんでした。記録は端末に残っています。", "It couldn't be exported. The records stay on this phone.";
        language: "言語", "Language";
        this_phone: "この端末", "This phone";
        signed_in_as(name: &str): "{name} さんでサインイン中", "Signed in as {name}";
        storage_persisted: "記録は端末に保護されています", "The browser promises to keep the records";
        storage_not_persisted: "端末の空きが減ると、ブラウザが消すことがあります。ホーム画面に追加すると守られます。", "The browser may clear the records when space runs low. Adding the app to the home screen protects them.";
        storage_unknown: "このブラウザは記録の保護を確かめられません", "This browser can't say whether it keeps the records";
        storage_used(used: u64, quota: u64): "使用量 {used}MB / {quota}MB", "{used} MB of {quota} MB used";
        members_here(n: usize): "この端末の会員 {n}件", "{n} members on this phone";
        app_version(version: &str): "アプリの版 {version}", "App version {version}";
        sign_out: "サインアウトする", "Sign out";
        sign_out_keeps: "未送信の記録は消えません。同じ人がサインインすると送られます。", "Nothing unsent is deleted; it is sent when the same person signs in again.";
        install: "ホーム画面に追加する", "Add to the home screen";
        install_why: "アプリとして開けて、記録も消えにくくなります。", "It then opens like an app, and its records are kept.";
        install_ios: "ホーム画面に追加してください", "Add this to your home screen";
        install_ios_how: "Safariの共有ボタン(□に↑)→「ホーム画面に追加」。追加する前に送信を済ませてください。7日使わないとSafariは記録を消します。", "In Safari: share button (a box with an arrow) → Add to Home Screen. Send everything first. Safari clears records after 7 unused days.";
        install_android: "ホーム画面に追加できます", "This can be added to your home screen";
        install_android_how: "ブラウザのメニュー(⋮)→「ホーム画面に追加」。", "In the browser's menu (⋮): Add to home screen.";

        // Today
        today_is(day: &str): "今日 {day}", "Today, {day}";
        next_stop: "次の訪問先", "Next stop";
        next_is(name: &str): "次: {name}", "Next: {name}";
        appointment_at(at: &str): "{at} アポ", "{at} appointment";
        suggested: "次の候補", "Suggested next";
        also_suggested: "ほかの候補", "Also suggested";
        no_plan_today: "今日の訪問予定はありません。優先度の高い順に出しています。", "Nothing is planned for today. These matter most.";
        day_is_done(n: usize): "今日の{n}件を回りました", "All {n} stops are done";
        day_is_done_do: "おつかれさまでした。日報はできています。", "Well done. Your report is ready.";
        after_that: "このあと", "After that";
        visited_today(n: usize): "訪問済み {n}件", "Visited: {n}";
        same_building: "同じ建物", "Same building";
        same_building_floor(floor: &str): "同じ建物 {floor}", "Same building, {floor}";
        shop_name_is(name: &str): "(屋号 {name})", "(trading as {name})";
        closed_on(days: &str): "定休 {days}", "closed {days}";
        closed_today: "今日は定休日", "Closed today";
        way_in_map: "次の訪問先をまとめて地図で", "The next stops in the map";
        way_along(first: usize, last: usize): "{first}〜{last}件目の道順", "Way to stops {first} to {last}";
        way_to(place: usize, name: &str): "{place}件目 {name}への道順", "Way to stop {place}, {name}";
        first_and_last(first: &str, last: &str): "{first} 〜 {last}", "{first} – {last}";
        way_begins_here: "道順は今いるところから始まります。", "Each way begins where you are.";
        call_backs(n: usize): "折返し・かけ直し待ち {n}件", "Calls promised: {n}";
        promised_at(at: &str): "{at} にかけ直す", "Call back {at}";
        record_later(n: usize): "あとで記録 {n}件", "To record later: {n}";
        call_without_result(at: &str): "{at} の電話の結果が未記録", "The call of {at} has no result yet";
        being_written(n: usize): "書きかけ {n}件", "Being written: {n}";
        draft_of(at: &str): "訪問記録 {at} まで保存済み", "Visit record, saved until {at}";
        call_came_back: "折返しの電話を受けた", "A call came back";
        last_digits: "電話番号の下4けた", "Last four digits of the number";
        nobody_has_this_number: "この番号の会員は端末にいません", "No member on this phone has this number";
        search_the_list: "一覧で探す", "Search the list";
        answer_there(month: &str): "回答あり {month}", "Answer of {month}";

        // Call, map, record
        telephone: "電話", "Call";
        map: "地図", "Map";
        record: "記録", "Record";
        continue_record: "続きを書く", "Go on writing";
        visit: "訪問", "Visit";
        myself: "自分", "Me";
        a_colleague: "別の担当者", "A colleague";
        recent_contact(who: &str, day: &str): "{day}、{who}が接触しています", "Last contact: {day}, {who}";
        recent_contact_do: "14日以内の接触です。続けて連絡する理由を確かめてください。", "That is less than 14 days ago. Make sure that another contact is right.";
        do_not_contact: "連絡停止", "Do not contact";
        do_not_contact_why: "この会員には電話も訪問もしません。理由は事務局に確かめてください。", "Nobody calls or visits this member. Ask the office why.";
        withdrawn: "退会", "Left the chamber";
        withdrawn_why: "退会の届けがある会員です。電話・訪問はしません。", "This member has given notice: no calls, no visits.";
        on_hold: "保留", "On hold";
        on_hold_why: "事務局が待つように指示しています。電話・訪問はできません。", "The office asks to wait: no calls, no visits.";
        calls_so_far(n: u32): "電話 {n}回", "Calls: {n}";
        call_now: "今かけられます", "call now";
        call_next(day: &str, band: &str): "次は{day}の{band}", "next {day} {band}";
        in_the_morning: "午前(9〜11時)", "in the morning (9–11)";
        in_the_afternoon: "午後(14〜16時)", "in the afternoon (14–16)";
        in_the_evening: "夕方(16〜18時)", "late in the afternoon (16–18)";
        call_back_at(at: &str): "{at} にかけ直す約束", "promised to call {at}";
        go_without_appointment: "アポなしで訪問する頃合い", "time to go without an appointment";
        find_number: "電話番号を確かめる", "find the right number";
        declined_leave: "お断り済み。事務局が判断します", "declined; the office decides";

        // List
        search: "検索", "Search";
        search_hint: "名前・電話・住所", "Name, number, address";
        found(n: usize): "{n}件", "{n}";
        narrow: "絞り込み", "Filter";
        order: "並び順", "Order";
        by_progress: "状態", "State";
        by_reason: "理由", "Reason";
        by_area: "支部", "Branch";
        nobody_found: "見つかりません", "Nobody found";
        nobody_found_do: "言葉を短くするか、絞り込みを外してください。株式会社などは入れなくて大丈夫です。", "Use fewer words or remove filters. Legal forms don't matter.";

        // Member
        not_on_this_phone: "この会員は端末にありません", "This member isn't on this phone";
        not_on_this_phone_why: "担当が替わったか、番号が違います。送った記録は事務局に届いています。", "It was given to somebody else, or the number is wrong. What you sent is at the office.";
        answer_to(month: &str): "{month}のご要望への回答", "Answer to the request of {month}";
        asked(words: &str): "ご要望: {words}", "Asked: {words}";
        propose_today: "今日すすめること", "What to propose today";
        nothing_to_propose: "合う事業は今のところありません。", "Nothing fits just now.";
        fits_industry(industry: &str): "{industry}向け", "for {industry}";
        fits_size(n: u32): "従業員{n}人に合う", "fits {n} employees";
        never_used_it: "まだ利用なし", "never used";
        used_long_ago(years: u32): "{years}年前に利用", "used {years} years ago";
        how_to_say_it: "話し方と事例", "How to say it";
        case_story(industry: &str): "事例({industry}) ", "A case ({industry}) ";
        open_requests: "回答待ちのご要望", "Requests without an answer";
        asked_of_office: "事務局への依頼", "Asked of the office";
        due(day: &str): "期限 {day}", "due {day}";
        facts: "会員情報", "Facts";
        representative: "代表者", "Representative";
        changed_on(month: &str): "({month}に変更)", "(changed {month})";
        kana: "よみ", "Reading";
        address: "所在地", "Address";
        visit_address: "訪問先", "Visit at";
        door: "入口・定休など", "Door";
        industry: "業種", "Industry";
        section_and_branch: "部会・支部", "Section, branch";
        employees: "従業員", "Employees";
        people(n: u32): "{n}人", "{n}";
        joined_on: "入会日", "Joined on";
        joined_via: "加入経路", "Joined through";
        member_number: "会員番号", "Member number";
        fees_go_to_office: "会費の件は事務局へ。", "Anything about fees: to the office.";
        usages: "利用履歴", "Services used";
        no_usages: "利用なし", "None";
        used(times: u32, month: &str): "{times}回 · 最後は{month}", "{times}× · last {month}";
        history: "これまでの電話と訪問", "Calls and visits so far";
        no_history: "まだ接触がありません。", "No contact yet.";
        correct_it: "訂正する", "Correct";
        corrected: "訂正済み(前の記録)", "Corrected (the earlier record)";
        write_anew: "取り消して書き直す", "Take back and write anew";
        request: "要望", "Request";

        // Call
        call_result_title: "電話の結果", "Result of the call";
        call_in_title: "折返し受電の結果", "Result of the returned call";
        when: "いつ", "When";
        other_time: "ほかの日時", "Another time";
        note_optional: "メモ(任意)", "Note (optional)";
        later: "あとで記録", "Later";
        record_it: "記録する", "Record";
        call_recorded: "電話を記録しました", "Call recorded";
        never_rang: "かけなかった", "I didn't call";

        // Visit
        call_correction: "電話の記録の訂正", "Correct the call";
        visit_correction: "訪問記録の訂正", "Correct the visit";
        visit_record: "訪問記録", "Visit record";
        visit_at(at: &str): "{at} の訪問", "Visit of {at}";
        how_was_it: "どうでしたか", "How was it?";
        rare_outcomes: "移転・休業・廃業など", "Moved, closed, …";
        manner_question: "訪問の方法", "How you met";
        outcome_first: "ここだけ選べば記録できます。残りは必要なときだけ。", "This answer is all that is needed. The rest only where it applies.";
        contact_will_stop: "連絡を止めます", "All contact stops";
        contact_will_stop_why: "記録すると、この会員への電話と訪問はすぐ止まります。扱いは事務局が決めます。", "Once recorded, nobody calls or visits this member. The office decides what it means.";
        talked_to: "話した方", "Talked to";
        met_person: "話した方(任意)", "Whom you talked to (optional)";
        proposed: "すすめた事業と反応", "Proposed, and how received";
        all_services: "ほかの事業も出す", "Show all services";
        entries(n: usize): "{n}件", "{n}";
        mutual_aid: "生命共済の案内", "Mutual-aid information";
        mutual_aid_inform_only: "案内と関心の有無だけを記録します。健康のことは書きません。", "Record only that you informed and whether there is interest. Nothing about health.";
        agreed_by: "承諾した方", "Who agreed";
        passes_on: "伝えてよい内容", "What may be passed on";
        passed_on_to: "伝える先", "To whom";
        requests: "要望・ご意見", "Requests";
        in_their_words: "相手の言葉のまま", "In their own words";
        category: "分類", "Category";
        reply_wanted: "返事がほしい", "A reply is wanted";
        add_request: "要望を加える", "Add a request";
        for_the_office: "事務局への依頼", "For the office to do";
        what_to_do: "してほしいこと", "What to do";
        until_when: "いつまでに", "Until when";
        add_task: "依頼を加える", "Add a task";
        complaint: "クレーム", "Complaint";
        complaint_same_day: "その日のうちに事務局が対応します。", "The office deals with it the same day.";
        noted: "記入あり", "Noted";
        withdrawal: "退会の兆し", "Signs of leaving";
        no_sign: "なし", "None";
        leaving_is_urgent: "至急として最初に送ります", "It is sent first, as urgent";
        why_leave: "理由", "Reasons";
        changes: "変更の聞き取り", "Changed data";
        what_changed: "変わった項目", "What changed";
        in_the_list: "名簿: ", "In the list: ";
        not_in_the_list: "記載なし", "nothing";
        heard_now: "聞いた内容", "What you heard";
        add_change: "変更を加える", "Add a change";
        introduction: "紹介", "Introduction";
        introduced_business: "紹介された事業所", "Business introduced";
        introduced_contact: "担当の方", "Contact";
        agreed_to_contact: "連絡してよいと承諾あり", "They agreed to be contacted";
        add_introduction: "紹介を加える", "Add an introduction";
        left_and_handed: "配布物・手渡し", "Leaflets and gifts";
        photos_taken(count: usize): "写真・名刺: {count}枚", "Photos and business cards: {count}";
        leaflet_edition: "配布物と号", "Leaflet and edition";
        leaflet_example: "例: 会報 2023年10月号", "e.g. Bulletin, October 2023";
        copies: "部数", "Copies";
        add_leaflet: "配布物を加える", "Add a leaflet";
        handed_over: "手渡したもの", "Handed over";
        receipt: "受領番号・受領者", "Receipt";
        add_handover: "手渡しを加える", "Add a gift";
        next_step: "次の予定", "Next step";
        on_which_day: "日にち", "Day";
        tomorrow: "明日", "Tomorrow";
        in_a_week: "1週間後", "In a week";
        in_two_weeks: "2週間後", "In two weeks";
        in_four_weeks: "4週間後", "In four weeks";
        note: "メモ", "Note";
        opinion: "訪問員の所見", "Your own view";
        opinion_apart: "相手の言葉とは分けて残します。", "Kept apart from the member's words.";
        take_out: "これを外す", "Take this out";
        draft_saved_at(at: &str): "下書き保存済み {at}", "Draft saved {at}";
        do_not_record: "記録しない", "Don't record";
        given_up: "記録をやめました", "Not recorded";
        no_such_draft: "この下書きはもうありません", "This draft is no longer here";
        no_such_draft_why: "記録済みか、取りやめたものです。記録済みのものは会員の履歴にあります。", "It was recorded or given up. What was recorded is in the member's history.";
        handed_on: "担当が替わりました。この記録は送れます", "Somebody else has this member now. This record can still be sent";
        handed_on_why: "会員の情報は端末から外れましたが、書いた内容は残っています。このまま書き終えて「記録する」を押すと、事務局に届きます。", "The member's data has left this phone; what you wrote is still here. Finish it and press Record, and it goes to the office.";
        consent_needed: "説明の希望には、誰が・何を・誰に伝えてよいかの承諾", "An explanation needs who agreed to pass on what to whom";
        not_recorded_yet: "まだ記録していません", "Not recorded yet";
        recorded_of(name: &str): "{name} を記録しました", "{name} recorded";
        undo: "元に戻す", "Undo";
        not_taken_back: "取り消せませんでした。記録はそのままです。", "It couldn't be taken back. The record stays.";

        // Report
        report_of(day: &str): "日報 {day}", "Report {day}";
        visits: "訪問", "Visits";
        met: "面談", "Met";
        calls: "電話", "Calls";
        calls_reached: "つながった電話", "Calls reached";
        appointments: "アポ", "Appointments";
        withdrawal_signs: "退会の兆し", "Signs of leaving";
        hours_of_visits(first: &str, last: &str): "訪問 {first} 〜 {last}", "Visits {first} – {last}";
        what_happened: "今日の記録", "Today's records";
        nothing_happened_yet: "まだ記録がありません。", "Nothing recorded yet.";
        still_waits: "まだ終わっていないもの", "Still unfinished";
        unfinished_records(n: usize): "書きかけ・結果未記録 {n}件", "{n} unfinished records";
        report_note: "訂正・連絡事項", "Corrections and remarks";
        hand_in: "日報を提出する", "Hand in the report";
        hand_in_again: "もう一度提出する", "Hand in again";
        report_handed_in: "日報を提出しました", "Report handed in";
        report_sent_at(at: &str): "{at} に提出済み", "Handed in at {at}";
        report_sent_more: "そのあとの記録を加えるには、もう一度提出します。", "To add what came later, hand it in again.";
    }
}

words! {
    progress(Progress) {
        Progress::NotYet => "未接触", "Not yet";
        Progress::Called => "電話済み", "Called";
        Progress::Visited => "訪問済み", "Visited";
        Progress::Met => "面談済み", "Met";
    }
    call_word(CallWord) {
        CallWord::Appointment => "アポ取れた", "Appointment";
        CallWord::NoAnswer => "応答なし", "No answer";
        CallWord::ContactAbsent => "担当者不在", "Contact absent";
        CallWord::CallBack => "かけ直し", "Call back";
        CallWord::Declined => "お断り", "Declined";
        CallWord::WrongNumber => "番号違い", "Wrong number";
    }
    sort(Sort) {
        Sort::Priority => "優先度", "Priority";
        Sort::Name => "名前", "Name";
        Sort::LastContact => "接触の古い順", "Longest ago";
        Sort::Nearest => "近い順", "Near me";
    }
}
