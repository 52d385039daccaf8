//! Why a command failed: what happened, what is safe, what to do.

use shared::model::user::LEAST_PASSWORD;
use shared::model::{Fault, Invalid};
use shared::wire::ProblemKind;

use super::OfficeTexts;
use crate::api::Failure;
use crate::i18n::Lang;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub happened: String,
    pub safe: String,
    pub next: String,
}

impl Said {
    pub fn new(
        happened: impl Into<String>,
        safe: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            happened: happened.into(),
            safe: safe.into(),
            next: next.into(),
        }
    }
}

impl Lang {
    pub fn failure(self, failure: &Failure) -> Said {
        match (self, failure) {
            (_, Failure::Refused(kind)) => self.problem(kind),
            (Self::Ja, Failure::NoAnswer) => Said::new(
                "サーバーから返事がありません",
                "この画面の内容は残っています。送ったことが保存されたかどうかは、つながれば一覧で確かめられます。",
                "ネットワークを確かめて、もう一度試してください。",
            ),
            (Self::En, Failure::NoAnswer) => Said::new(
                "The server doesn't answer",
                "What is on this screen stays. Whether the last command arrived can be seen in the list once the connection is back.",
                "Check the network and try again.",
            ),
            (Self::Ja, Failure::NotOurs) => Said::new(
                "別のところから返事が来ました（Wi-Fiのログイン画面など）",
                "この画面の内容は残っています。",
                "ネットワークにログインするか、画面を再読み込みして、もう一度試してください。",
            ),
            (Self::En, Failure::NotOurs) => Said::new(
                "Something else answered, such as a Wi-Fi sign-in page",
                "What is on this screen stays.",
                "Sign in to the network or reload the page, then try again.",
            ),
            (Self::Ja, Failure::TooLargeOnTheWay) => Said::new(
                "途中の機器（プロキシなど）が、この大きさのデータを通しません",
                "何も保存されていません。この画面の内容は残っています。",
                "別のネットワークで試すか、ネットワークの担当者に上限を上げてもらってください。",
            ),
            (Self::En, Failure::TooLargeOnTheWay) => Said::new(
                "Something on the way, such as a proxy, takes nothing of this size",
                "Nothing was stored. What is on this screen stays.",
                "Try another network, or ask whoever runs this one to raise the limit.",
            ),
        }
    }

    fn problem(self, kind: &ProblemKind) -> Said {
        let nothing = match self {
            Self::Ja => "何も変わっていません。入力した内容は残っています。",
            Self::En => "Nothing was changed; what you typed is still here.",
        };
        let (happened, next) = match (self, kind) {
            (_, ProblemKind::File { problem }) => return self.file_problem(problem),
            (_, ProblemKind::Invalid { invalid }) => return self.invalid(invalid, nothing),
            (Self::Ja, ProblemKind::SignedOut) => (
                "サインインが切れています".to_owned(),
                "サインインしてから、もう一度試してください。",
            ),
            (Self::En, ProblemKind::SignedOut) => {
                ("You are signed out".to_owned(), "Sign in and try again.")
            }
            (Self::Ja, ProblemKind::WrongPassword) => (
                "ログイン名かパスワードが違います".to_owned(),
                "もう一度入力してください。分からないときは、システム管理者に新しいパスワードを頼んでください。",
            ),
            (Self::En, ProblemKind::WrongPassword) => (
                "The login name or the password is wrong".to_owned(),
                "Type them again. If you don't know them, ask an administrator for a new password.",
            ),
            (Self::Ja, ProblemKind::Throttled { retry_s }) => (
                format!("間違いが続いたため、{retry_s}秒間サインインできません"),
                "時間をおいて、もう一度試してください。",
            ),
            (Self::En, ProblemKind::Throttled { retry_s }) => (
                format!("Too many wrong passwords: sign-in is closed for {retry_s} seconds"),
                "Wait and try again.",
            ),
            (Self::Ja, ProblemKind::Revoked) => (
                "この端末または利用者は停止されています".to_owned(),
                "再開が必要なときは、システム管理者に頼んでください。",
            ),
            (Self::En, ProblemKind::Revoked) => (
                "This device or account has been stopped".to_owned(),
                "Ask an administrator if it should go on.",
            ),
            (Self::Ja, ProblemKind::SetupLinkSpent) => (
                "このリンクは使えません（使用済みか、途中で切れています）".to_owned(),
                "すでに管理者がいれば、その人に登録を頼んでください。いなければ、サーバーの画面に表示されたリンク全体を開いてください。",
            ),
            (Self::En, ProblemKind::SetupLinkSpent) => (
                "This link doesn't work: it was used, or part of it is missing".to_owned(),
                "If there is an administrator, ask them to add you. If not, open the whole link that the server printed.",
            ),
            (Self::Ja, ProblemKind::UnknownPhoto) => (
                "この写真の訪問記録がまだ届いていません".to_owned(),
                "記録が届いてから、もう一度送ってください。",
            ),
            (Self::En, ProblemKind::UnknownPhoto) => (
                "The visit of this photo hasn't arrived yet".to_owned(),
                "Send it again once the visit has arrived.",
            ),
            (Self::Ja, ProblemKind::Forbidden) => (
                "この操作をする権限がありません".to_owned(),
                "必要なときは、システム管理者に頼んでください。",
            ),
            (Self::En, ProblemKind::Forbidden) => (
                "Your role may not do that".to_owned(),
                "Ask an administrator if it is needed.",
            ),
            (Self::Ja, ProblemKind::NotFound) => (
                "見つかりませんでした。ほかの人が消したか、移したのかもしれません".to_owned(),
                "一覧を読み直してください。",
            ),
            (Self::En, ProblemKind::NotFound) => (
                "It isn't there any more; somebody may have removed it".to_owned(),
                "Read the list again.",
            ),
            (
                Self::Ja,
                ProblemKind::MalformedRequest
                | ProblemKind::UpdateNeeded { .. }
                | ProblemKind::ServerTooOld
                | ProblemKind::OtherHistory,
            ) => (
                "画面の版がサーバーと合いません".to_owned(),
                "画面を再読み込みしてから、もう一度試してください。",
            ),
            (
                Self::En,
                ProblemKind::MalformedRequest
                | ProblemKind::UpdateNeeded { .. }
                | ProblemKind::ServerTooOld
                | ProblemKind::OtherHistory,
            ) => (
                "This page's version doesn't fit the server's".to_owned(),
                "Reload the page and try again.",
            ),
            (Self::Ja, ProblemKind::TooLarge { limit_bytes }) => (
                format!(
                    "一度に送れる大きさ（{} KB）を超えています",
                    limit_bytes / 1024
                ),
                "件数や文を減らして、もう一度試してください。",
            ),
            (Self::En, ProblemKind::TooLarge { limit_bytes }) => (
                format!(
                    "It is more than the {} KB that fit in one message",
                    limit_bytes / 1024
                ),
                "Make it shorter or select fewer, and try again.",
            ),
            (Self::Ja, ProblemKind::ForeignOrigin) => (
                "別のサイトから来た操作なので、受け付けませんでした".to_owned(),
                "この画面のアドレスを直接開いて、もう一度試してください。",
            ),
            (Self::En, ProblemKind::ForeignOrigin) => (
                "The command came from another site and was refused".to_owned(),
                "Open this page's own address and try again.",
            ),
            (Self::Ja, ProblemKind::NeedsHttps) => (
                "暗号化されていない接続（http）ではサインインできません".to_owned(),
                "アドレスを https:// で始めて開き直してください。開けないときは、システム管理者にサーバーの https の設定を頼んでください。",
            ),
            (Self::En, ProblemKind::NeedsHttps) => (
                "You can't sign in over an unencrypted connection (http)".to_owned(),
                "Open the address with https://. If that doesn't open, ask an administrator to set up https on the server.",
            ),
            (Self::Ja, ProblemKind::LoginTaken) => (
                "このログイン名はすでに使われています".to_owned(),
                "別のログイン名にしてください。",
            ),
            (Self::En, ProblemKind::LoginTaken) => {
                ("This login name is taken".to_owned(), "Choose another one.")
            }
            (Self::Ja, ProblemKind::Changed) => (
                "読み込んだあとで、ほかの人が変更しました".to_owned(),
                "最新の内容を読み直しました。確かめてから、もう一度操作してください。",
            ),
            (Self::En, ProblemKind::Changed) => (
                "Somebody else changed it since it was read".to_owned(),
                "The latest is shown now. Look, then do it again.",
            ),
            (Self::Ja, ProblemKind::StorageUnavailable) => (
                "サーバーの保存先がいっぱいか、混み合っています".to_owned(),
                "少し待ってもう一度試し、続くときはシステム管理者に知らせてください。",
            ),
            (Self::En, ProblemKind::StorageUnavailable) => (
                "The server's storage is full or busy".to_owned(),
                "Wait a little and try again; if it stays, tell an administrator.",
            ),
            (Self::Ja, ProblemKind::Internal { id }) => (
                format!("サーバーで予期しないことが起きました（記録番号 {id}）"),
                "もう一度試し、続くときは記録番号をシステム管理者に伝えてください。",
            ),
            (Self::En, ProblemKind::Internal { id }) => (
                format!("Something unexpected happened on the server (log id {id})"),
                "Try again; if it stays, tell an administrator the log id.",
            ),
        };
        Said::new(happened, nothing, next)
    }

    fn invalid(self, invalid: &Invalid, nothing: &str) -> Said {
        let field = self.field_name(&invalid.field);
        let fault = self.fault_of(invalid);
        let rule = match (invalid.field.as_str(), invalid.fault) {
            ("password", Fault::NotAllowed) => Some(self.password_rule(LEAST_PASSWORD)),
            ("login", Fault::NotAllowed) => Some(self.login_rule().to_owned()),
            ("season", Fault::NotAllowed) => Some(self.season_is_there().to_owned()),
            ("targets", Fault::NotAllowed) => Some(self.targets_not_given().to_owned()),
            ("day", Fault::NotAllowed) => Some(self.day_outside_season().to_owned()),
            ("campaigns.ends_on", Fault::NotAllowed) => {
                Some(self.campaign_outside_season().to_owned())
            }
            _ => None,
        };
        let fault = rule.as_deref().unwrap_or(fault);
        match self {
            Self::Ja => Said::new(
                format!("「{field}」を受け付けられません: {fault}"),
                nothing,
                "そこを直して、もう一度試してください。",
            ),
            Self::En => Said::new(
                format!("“{field}”: {fault}"),
                nothing,
                "Correct it and try again.",
            ),
        }
    }

    /// The label beside which a field stands; a field that no screen shows keeps its own name.
    fn field_name(self, field: &str) -> &str {
        match (self, field) {
            (Self::Ja, "login") => "ログイン名",
            (Self::En, "login") => "Login name",
            (Self::Ja, "name") => "名前",
            (Self::En, "name") => "Name",
            (Self::Ja, "password") => "パスワード",
            (Self::En, "password") => "Password",
            (Self::Ja, "role" | "active") => "最後のシステム管理者",
            (Self::En, "role" | "active") => "The last administrator",
            (Self::Ja, "telephone") => "電話番号",
            (Self::En, "telephone") => "Telephone",
            (Self::Ja, "season") => "実施期間",
            (Self::En, "season") => "Season",
            (Self::Ja, "day") => "訪問日",
            (Self::En, "day") => "The day",
            (Self::Ja, "ends_on") => "終了日",
            (Self::En, "ends_on") => "The last day",
            (Self::Ja, "campaigns.words") => "ご案内",
            (Self::En, "campaigns.words") => "What is promised",
            (Self::Ja, "campaigns.ends_on") => "ご案内の終了日",
            (Self::En, "campaigns.ends_on") => "The last day of what is promised",
            (Self::Ja, "rule.cohorts") => "入会年度",
            (Self::En, "rule.cohorts") => "Joined in",
            (Self::Ja, "targets") => "選んだ対象",
            (Self::En, "targets") => "The selection",
            (Self::Ja, "visitor") => "訪問員",
            (Self::En, "visitor") => "Visitor",
            (Self::Ja, "owner") => "担当",
            (Self::En, "owner") => "Owner",
            (Self::Ja, "answer") => "回答",
            (Self::En, "answer") => "Answer",
            (Self::Ja, "search") => "検索の言葉",
            (Self::En, "search") => "The search",
            _ => field,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::wire::import::FileProblem;

    #[test]
    fn every_failure_says_what_happened_what_is_safe_and_what_to_do() {
        let kinds = [
            ProblemKind::SignedOut,
            ProblemKind::Revoked,
            ProblemKind::WrongPassword,
            ProblemKind::Throttled { retry_s: 30 },
            ProblemKind::SetupLinkSpent,
            ProblemKind::UnknownPhoto,
            ProblemKind::Forbidden,
            ProblemKind::NotFound,
            ProblemKind::Invalid {
                invalid: Invalid::new("login", Fault::NotAllowed),
            },
            ProblemKind::MalformedRequest,
            ProblemKind::TooLarge { limit_bytes: 9_999 },
            ProblemKind::ForeignOrigin,
            ProblemKind::LoginTaken,
            ProblemKind::NeedsHttps,
            ProblemKind::Changed,
            ProblemKind::File {
                problem: FileProblem::Empty,
            },
            ProblemKind::UpdateNeeded { min_proto: 2 },
            ProblemKind::StorageUnavailable,
            ProblemKind::Internal { id: "7f".into() },
        ];
        let refused = kinds.map(Failure::Refused);
        for failure in refused.iter().chain(&[
            Failure::NoAnswer,
            Failure::NotOurs,
            Failure::TooLargeOnTheWay,
        ]) {
            for lang in [Lang::Ja, Lang::En] {
                let said = lang.failure(failure);
                let parts = [&said.happened, &said.safe, &said.next];
                assert!(parts.iter().all(|part| !part.is_empty()), "{failure:?}");
            }
        }
    }

    #[test]
    fn the_wait_and_the_log_id_are_told() {
        let throttled = Failure::Refused(ProblemKind::Throttled { retry_s: 42 });
        assert!(Lang::Ja.failure(&throttled).happened.contains("42秒"));
        let internal = Failure::Refused(ProblemKind::Internal { id: "7f".into() });
        assert!(Lang::En.failure(&internal).happened.contains("7f"));
    }
}
