//! Words of the import: columns, encodings, rows and files that don't fit.

use shared::wire::import::{
    ColumnMeaning, Encoding, FileProblem, ImportKind, RowProblem, StayReason,
};

use super::failure::Said;
use crate::i18n::Lang;
use crate::{texts, words};

texts! {
    /// The texts of the import page.
    pub trait ImportTexts {
        import_a_file: "名簿を取り込む", "Import a list";
        import_title: "取り込み", "Import";
        back_to_members: "会員へ戻る", "Back to members";
        import_which: "どの一覧ですか", "Which list is it?";
        choose_file: "ファイルを選ぶ", "Choose a file";
        or_drop_it: "または、ここへドラッグしてください", "or drop it here";
        files_that_fit: "CSV（Shift_JIS または UTF-8）、50 MB まで", "CSV in Shift_JIS or UTF-8, up to 50 MB";
        nothing_until_confirmed: "「取り込む」を押すまで、何も変わりません。", "Nothing changes until you press “Import”.";
        reading_file(name: &str): "「{name}」を読んでいます…", "Reading “{name}”…";
        as_of: "いつ現在の一覧ですか", "Of which day is the list?";
        as_of_shown: "訪問員の端末でも、名簿のそばに表示されます。", "Visitors see it beside the list too.";
        count_rows: "行数", "Rows";
        count_new: "新規", "New";
        count_changed: "変更", "Changed";
        count_unchanged: "変更なし", "Unchanged";
        count_bad: "取り込めない行", "Bad rows";
        columns_missing(which: &str): "必要な列が決まっていません: {which}", "Columns still to be chosen: {which}";
        columns_missing_next: "下の「列の意味」で、その内容が入っている列を選んでください。", "Choose them below, under “What the columns mean”.";
        take_in(n: &str): "{n}件を取り込む", "Import {n}";
        take_in_unchanged: "取り込む（変更なし）", "Import (no changes)";
        choose_other_file: "別のファイルを選ぶ", "Choose another file";
        no_bad_rows: "取り込めない行はありません。", "There are no bad rows.";
        bad_rows(n: &str): "取り込めない行 {n}件", "Bad rows: {n}";
        more_bad_rows(n: &str): "ほか {n}件", "and {n} more";
        bad_rows_stop_nothing: "これらの行だけを飛ばし、ほかはすべて取り込みます。元のファイルを直して、もう一度取り込めます。", "Only these rows are left out. Correct the file and import it again at any time.";
        col_line: "行", "Line";
        col_number_and_name: "番号と名前", "Number and name";
        col_why: "理由", "Reason";
        columns_title: "列の意味", "What the columns mean";
        col_header: "ファイルの見出し", "Heading in the file";
        col_meaning: "意味", "Meaning";
        col_sample: "内容の例", "Sample";
        meaning_of(header: &str): "「{header}」の意味", "Meaning of “{header}”";
        not_imported: "取り込まない", "Not imported";
        needed(meaning: &str): "{meaning}（必須）", "{meaning} (needed)";
        imported: "取り込みました", "Imported";
        imported_counts(new: &str, changed: &str, unchanged: &str, bad: &str): "新規 {new}件、変更 {changed}件、変更なし {unchanged}件、取り込めない行 {bad}件。", "{new} new, {changed} changed, {unchanged} unchanged, {bad} bad rows.";
        import_usages_next: "続けて利用履歴を取り込む", "Go on with the usage history";
        go_choose_targets: "訪問対象を選ぶ", "Choose targets";
        import_another: "別のファイルを取り込む", "Import another file";
        import_history: "これまでの取り込み", "Imports so far";
        no_import_yet: "まだ何も取り込んでいません。", "Nothing has been imported yet.";
        col_day: "日", "Day";
        col_list: "一覧", "List";
        col_file: "ファイル", "File";
        col_as_of: "名簿の日付", "List of";
        col_by: "取り込んだ人", "By";
        col_undo: "取り消し", "Undo";
        undo_import: "取込を取り消す", "Undo import";
        import_undone(day: &str, by: &str): "取り消し済み（{day} {by}）", "Undone ({day}, {by})";
        undo_import_of(file: &str): "「{file}」の取込を取り消しますか", "Undo the import of “{file}”?";
        undo_puts_back(all: &str, back: &str): "{all}件のうち{back}件を、取り込む前に戻します。", "{back} of {all} go back to what they were before the import.";
        undo_added_and_changed(removed: &str, put_back: &str): "追加された{removed}件は消え、変更された{put_back}件は前の内容になります。", " Added by it and removed again: {removed}; changed by it and put back: {put_back}.";
        undo_stays(n: &str): "{n}件はその後変更されたか使われているため、そのまま残ります。", " Changed or in use since, and left as they are: {n}.";
        undo_nothing_to_do: "この取込で変わったものはありません。", "This import changed nothing.";
        undo_leaves_the_rest: "訪問の記録と、受領した変更届の内容は、そのまま残ります。同じファイルは、あとでもう一度取り込めます。", "Records of visits and the changes that you accepted stay. The same file can be imported again later.";
        undo_now(n: &str): "{n}件を元に戻す", "Put back {n}";
        undo_now_unchanged: "取り消す（変更なし）", "Undo (no changes)";
        undo_not: "やめる", "Leave it";
        undone_import_of(file: &str): "「{file}」の取込を取り消しました", "The import of “{file}” is undone";
        undone_back(all: &str, back: &str): "{all}件のうち{back}件を元に戻しました。", "{back} of {all} are again what they were before the import.";
        undone_stays(n: &str): "{n}件はその後変更されたか使われているため、そのままです。", " Changed or in use since, and left as they are: {n}.";
        staying_list(n: &str): "そのまま残る {n}件", "Left as they are: {n}";
    }
}

words! {
    import_kind(ImportKind) {
        ImportKind::Members => "会員名簿", "Members";
        ImportKind::Usages => "利用履歴", "Usage history";
    }
    stay_reason(StayReason) {
        StayReason::ChangedSince => "取り込んだあとで内容が変わりました", "Changed after the import";
        StayReason::InUse => "訪問対象・記録・利用履歴などがあります", "It has targets, records or usages";
    }
    encoding(Encoding) {
        Encoding::Utf8 => "文字コード UTF-8", "UTF-8";
        Encoding::Utf8Bom => "文字コード UTF-8（BOM付き）", "UTF-8 with BOM";
        Encoding::Cp932 => "文字コード Shift_JIS（CP932）", "Shift_JIS (CP932)";
    }
    column_meaning(ColumnMeaning) {
        ColumnMeaning::Number => "会員番号", "Member number";
        ColumnMeaning::Name => "事業所名", "Name";
        ColumnMeaning::Kana => "事業所名カナ", "Name in kana";
        ColumnMeaning::RepresentativeTitle => "代表者の役職", "Representative's title";
        ColumnMeaning::RepresentativeName => "代表者名", "Representative";
        ColumnMeaning::RepresentativeKana => "代表者名カナ", "Representative in kana";
        ColumnMeaning::Industry => "業種", "Industry";
        ColumnMeaning::Section => "部会", "Section";
        ColumnMeaning::Branch => "支部", "Branch";
        ColumnMeaning::JoinedOn => "加入日", "Joined on";
        ColumnMeaning::JoinedVia => "加入経路", "Joined through";
        ColumnMeaning::PostalCode => "郵便番号", "Postal code";
        ColumnMeaning::Address => "所在地", "Address";
        ColumnMeaning::Building => "建物・階", "Building and floor";
        ColumnMeaning::Telephone => "電話番号", "Telephone";
        ColumnMeaning::Employees => "従業員数", "Employees";
        ColumnMeaning::FeeUnits => "会費口数", "Fee units";
        ColumnMeaning::CorporateNumber => "法人番号", "Corporate number";
        ColumnMeaning::WithdrawnOn => "退会日", "Left on";
        ColumnMeaning::ShopName => "屋号", "Shop name";
        ColumnMeaning::VisitAddress => "訪問先住所", "Visit address";
        ColumnMeaning::Entrance => "入口", "Entrance";
        ColumnMeaning::ClosedOn => "定休日", "Closed on";
        ColumnMeaning::GoodHours => "都合のよい時間", "Good hours";
        ColumnMeaning::Latitude => "緯度", "Latitude";
        ColumnMeaning::Longitude => "経度", "Longitude";
        ColumnMeaning::Service => "事業・サービス", "Service";
        ColumnMeaning::LastUsedOn => "最終利用日", "Last used on";
        ColumnMeaning::Times => "利用回数", "Times used";
    }
}

impl Lang {
    /// Why a row isn't imported.
    pub fn row_problem(self, problem: &RowProblem) -> String {
        match (self, problem) {
            (Self::Ja, RowProblem::NumberMissing) => "会員番号がありません".into(),
            (Self::En, RowProblem::NumberMissing) => "The member number is missing".into(),
            (Self::Ja, RowProblem::NumberNotUsable { value }) => {
                format!("会員番号「{value}」は使えません（半角の英数字とハイフン、20文字まで）")
            }
            (Self::En, RowProblem::NumberNotUsable { value }) => {
                format!("“{value}” can't be a member number (letters, digits, hyphens; 20 at most)")
            }
            (Self::Ja, RowProblem::NumberTwice { first_line }) => {
                format!(
                    "同じ会員番号が{first_line}行目にもあります。{first_line}行目を取り込みます"
                )
            }
            (Self::En, RowProblem::NumberTwice { first_line }) => {
                format!("The number stands on line {first_line} too; that line counts")
            }
            (Self::Ja, RowProblem::NameMissing) => "事業所名がありません".into(),
            (Self::En, RowProblem::NameMissing) => "The name is missing".into(),
            (Self::Ja, RowProblem::DateMissing { column }) => {
                format!("{}がありません", self.column_meaning(*column))
            }
            (Self::En, RowProblem::DateMissing { column }) => {
                format!("“{}” is missing", self.column_meaning(*column))
            }
            (Self::Ja, RowProblem::NotADate { column, value }) => {
                format!(
                    "{}「{value}」は日付として読めません",
                    self.column_meaning(*column)
                )
            }
            (Self::En, RowProblem::NotADate { column, value }) => {
                format!("“{}”: {value} isn't a date", self.column_meaning(*column))
            }
            (Self::Ja, RowProblem::NoSuchDay { column, value }) => {
                format!(
                    "{}「{value}」という日はありません",
                    self.column_meaning(*column)
                )
            }
            (Self::En, RowProblem::NoSuchDay { column, value }) => {
                format!(
                    "“{}”: there is no day {value}",
                    self.column_meaning(*column)
                )
            }
            (Self::Ja, RowProblem::NotANumber { column, value }) => {
                format!(
                    "{}「{value}」は数として読めません",
                    self.column_meaning(*column)
                )
            }
            (Self::En, RowProblem::NotANumber { column, value }) => {
                format!("“{}”: {value} isn't a number", self.column_meaning(*column))
            }
            (Self::Ja, RowProblem::TooLong { column }) => {
                format!("{}が長すぎます", self.column_meaning(*column))
            }
            (Self::En, RowProblem::TooLong { column }) => {
                format!("“{}” is too long", self.column_meaning(*column))
            }
            (Self::Ja, RowProblem::UnknownMember { number }) => {
                format!("会員番号「{number}」の会員がいません")
            }
            (Self::En, RowProblem::UnknownMember { number }) => {
                format!("There is no member {number}")
            }
            (Self::Ja, RowProblem::UnknownService { value }) => {
                format!("事業「{value}」は登録されていません")
            }
            (Self::En, RowProblem::UnknownService { value }) => {
                format!("The service “{value}” isn't in the catalogue")
            }
            (Self::Ja, RowProblem::QuoteOpen) => {
                "引用符（\"）が閉じていません。次の行からは読めています".into()
            }
            (Self::En, RowProblem::QuoteOpen) => {
                "A quote (\") is never closed; the lines after it are read".into()
            }
            (Self::Ja, RowProblem::TextAfterQuote) => {
                "閉じた引用符（\"）のあとに文字が続いています".into()
            }
            (Self::En, RowProblem::TextAfterQuote) => "Text follows a closing quote (\")".into(),
            (Self::Ja, RowProblem::FieldCount { expected, found }) => {
                format!("列の数が見出しと違います（見出し{expected}、この行{found}）")
            }
            (Self::En, RowProblem::FieldCount { expected, found }) => {
                format!("It has {found} fields where the heading has {expected}")
            }
        }
    }

    /// Why a file can't be used at all.
    pub fn file_problem(self, problem: &FileProblem) -> Said {
        let (happened, next) = match (self, problem) {
            (Self::Ja, FileProblem::Empty) => (
                "ファイルが空です".to_owned(),
                "会員システムからもう一度書き出して、そのファイルを選んでください。",
            ),
            (Self::En, FileProblem::Empty) => (
                "The file is empty".to_owned(),
                "Export it again from the membership system and choose that file.",
            ),
            (Self::Ja, FileProblem::HeaderOnly) => (
                "見出しの行だけで、データがありません".to_owned(),
                "書き出しの条件を確かめて、データの入ったファイルを選んでください。",
            ),
            (Self::En, FileProblem::HeaderOnly) => (
                "The file has headings and no rows".to_owned(),
                "Check what the export selects and choose a file with rows.",
            ),
            (Self::Ja, FileProblem::NotText { looks_like }) => (
                format!("CSVではなく、{looks_like} のファイルのようです"),
                "Excelなどで開き、「CSV」形式で保存してから選んでください。",
            ),
            (Self::En, FileProblem::NotText { looks_like }) => (
                format!("This looks like {looks_like}, not like CSV"),
                "Open it in Excel or the like, save it as CSV, and choose that.",
            ),
            (Self::Ja, FileProblem::UnknownEncoding { line }) => (
                format!("{line}行目の文字を読めません"),
                "文字コードを Shift_JIS か UTF-8 にして保存し直してください。",
            ),
            (Self::En, FileProblem::UnknownEncoding { line }) => (
                format!("The characters of line {line} can't be read"),
                "Save the file again in Shift_JIS or UTF-8.",
            ),
            (Self::Ja, FileProblem::TooLarge { limit_bytes }) => (
                format!(
                    "ファイルが大きすぎます（{} MB まで）",
                    limit_bytes / 1_000_000
                ),
                "正しいファイルか確かめ、必要なら分けて取り込んでください。",
            ),
            (Self::En, FileProblem::TooLarge { limit_bytes }) => (
                format!(
                    "The file is too large (up to {} MB)",
                    limit_bytes / 1_000_000
                ),
                "Check that it is the right one; if it is, split it.",
            ),
            (Self::Ja, FileProblem::TooManyColumns { most }) => (
                format!("列が多すぎます（{most}列まで）"),
                "会員名簿か利用履歴のファイルか確かめ、要らない列を除いてください。",
            ),
            (Self::En, FileProblem::TooManyColumns { most }) => (
                format!("The file has too many columns (up to {most})"),
                "Check that it is a list of members or usages, and leave out what isn't needed.",
            ),
            (Self::Ja, FileProblem::TooManyRows { most }) => (
                format!("行が多すぎます（{most}行まで）"),
                "正しいファイルか確かめ、必要なら分けて取り込んでください。",
            ),
            (Self::En, FileProblem::TooManyRows { most }) => (
                format!("The file has too many rows (up to {most})"),
                "Check that it is the right one; if it is, split it.",
            ),
            (Self::Ja, FileProblem::ColumnsMissing { missing }) => (
                format!("必要な列が決まっていません: {}", self.meanings(missing)),
                "その内容が入っている列を選んでから、取り込んでください。",
            ),
            (Self::En, FileProblem::ColumnsMissing { missing }) => (
                format!("Columns still to be chosen: {}", self.meanings(missing)),
                "Choose the columns that hold them, then import.",
            ),
            (Self::Ja, FileProblem::ColumnTwice { meaning }) => (
                format!("「{}」の列が二つあります", self.column_meaning(*meaning)),
                "一つだけにして、ほかは「取り込まない」にしてください。",
            ),
            (Self::En, FileProblem::ColumnTwice { meaning }) => (
                format!(
                    "“{}” is chosen for two columns",
                    self.column_meaning(*meaning)
                ),
                "Keep one and set the other to “Not imported”.",
            ),
            (Self::Ja, FileProblem::NotAMap) => (
                "境界線が見つかりません".to_owned(),
                "名前のある面(Polygon)を含むGeoJSONファイルを選んでください。",
            ),
            (Self::En, FileProblem::NotAMap) => (
                "There are no outlines in this file".to_owned(),
                "Choose a GeoJSON file with named polygons.",
            ),
            (Self::Ja, FileProblem::NoMembersYet) => (
                "会員がまだ登録されていません".to_owned(),
                "利用履歴は会員に結び付きます。先に会員名簿を取り込んでください。",
            ),
            (Self::En, FileProblem::NoMembersYet) => (
                "There are no members yet".to_owned(),
                "Usages belong to members: import the members first.",
            ),
            (Self::Ja, FileProblem::NotAnOutboxFile) => (
                "訪問アプリが書き出したファイルではないか、途中で切れています".to_owned(),
                "端末の「送信」→「ファイルに書き出す」でもう一度書き出し、そのまま（開いて保存し直さずに）選んでください。",
            ),
            (Self::En, FileProblem::NotAnOutboxFile) => (
                "It isn't a file that the visit app exported, or part of it is missing".to_owned(),
                "Export it again on the phone (Send, Export to a file) and choose it as it is, without opening and saving it.",
            ),
            (Self::Ja, FileProblem::OtherFormat { found, known }) => (
                format!(
                    "新しい形式（{found}）のファイルです。このサーバーが読めるのは{known}までです"
                ),
                "サーバーを更新してから、同じファイルを取り込んでください。",
            ),
            (Self::En, FileProblem::OtherFormat { found, known }) => (
                format!("The file has format {found}; this server reads up to {known}"),
                "Update the server, then import the same file.",
            ),
            (Self::Ja, FileProblem::TooManyRecords { most }) => (
                format!("記録が{most}件を超えています"),
                "システム管理者に知らせてください。",
            ),
            (Self::En, FileProblem::TooManyRecords { most }) => (
                format!("There are more than {most} records in it"),
                "Tell an administrator.",
            ),
        };
        let safe = match self {
            Self::Ja => "何も取り込まれていません。登録済みのデータは元のままです。",
            Self::En => "Nothing was imported; what is stored is as it was.",
        };
        Said::new(happened, safe, next)
    }

    fn meanings(self, meanings: &[ColumnMeaning]) -> String {
        let words: Vec<_> = meanings.iter().map(|it| self.column_meaning(*it)).collect();
        words.join(match self {
            Self::Ja => "、",
            Self::En => ", ",
        })
    }
}
