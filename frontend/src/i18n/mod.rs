//! Every text in both languages, side by side: a text without one of them doesn't compile.

pub mod field;
pub mod office;
pub mod situations;
mod speaker;
pub mod today;
pub mod when;
pub mod words;

pub use speaker::{LangProvider, LangSwitch, use_lang, use_lang_switch, use_remembered_lang};

/// Between two things that are said in one line. It may end a line and never begins one.
pub const DOT: &str = "\u{a0}· ";

/// The language of the screens. Japanese first, English complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Ja,
    En,
}

impl Lang {
    pub fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Chooses between two texts of the data, such as a service's `name_ja` and `name_en`;
    /// a missing translation falls back to the other language rather than to nothing.
    pub fn of<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match (self, ja.is_empty(), en.is_empty()) {
            (Self::Ja, false, _) | (_, _, true) => ja,
            (Self::En, _, false) | (_, true, _) => en,
        }
    }
}

/// One line a text: `name: "日本語", "English";` becomes `lang.name()`, and
/// `name(n: usize): "{n}件", "{n} items";` becomes `lang.name(3)`.
/// The texts of one module are a trait on [`Lang`], so that screens import only their own.
#[macro_export]
macro_rules! texts {
    ($(#[$doc:meta])* pub trait $texts:ident {
        $($name:ident $(($($arg:ident: $ty:ty),+))? : $ja:literal, $en:literal;)*
    }) => {
        $(#[$doc])*
        pub trait $texts: Copy {
            fn lang(self) -> $crate::i18n::Lang;
            $($crate::texts!(@one $name [$($($arg: $ty),+)?] $ja, $en);)*
        }

        impl $texts for $crate::i18n::Lang {
            fn lang(self) -> $crate::i18n::Lang {
                self
            }
        }
    };
    (@one $name:ident [] $ja:literal, $en:literal) => {
        fn $name(self) -> &'static str {
            match self.lang() {
                $crate::i18n::Lang::Ja => $ja,
                $crate::i18n::Lang::En => $en,
            }
        }
    };
    (@one $name:ident [$($arg:ident: $ty:ty),+] $ja:literal, $en:literal) => {
        fn $name(self, $($arg: $ty),+) -> String {
            match self.lang() {
                $crate::i18n::Lang::Ja => format!($ja),
                $crate::i18n::Lang::En => format!($en),
            }
        }
    };
}

/// One line a word of the model: `outcome(Outcome) { Absent: "不在", "Absent"; }` becomes
/// `lang.outcome(Outcome::Absent)`; a variant without its words doesn't compile.
#[macro_export]
macro_rules! words {
    ($($method:ident($type:ty) { $($variant:pat => $ja:literal, $en:literal;)* })*) => {
        impl $crate::i18n::Lang {
            $(pub fn $method(self, word: $type) -> &'static str {
                match (self, word) {
                    $(
                        ($crate::i18n::Lang::Ja, $variant) => $ja,
                        ($crate::i18n::Lang::En, $variant) => $en,
                    )*
                }
            })*
        }
    };
}

#[cfg(test)]
mod tests {
    use super::Lang;

    texts! {
        pub trait Samples {
            today: "今日", "Today";
            waiting(n: usize, who: &str): "{who}の未送信 {n}件", "{n} unsent of {who}";
        }
    }

    #[test]
    fn texts_speak_both_languages() {
        assert_eq!((Lang::Ja.today(), Lang::En.today()), ("今日", "Today"));
        assert_eq!(Lang::Ja.waiting(3, "佐藤さん"), "佐藤さんの未送信 3件");
        assert_eq!(Lang::En.waiting(3, "Sato"), "3 unsent of Sato");
    }

    #[test]
    fn a_missing_translation_falls_back() {
        assert_eq!(Lang::En.of("健康診断", "Health check"), "Health check");
        assert_eq!(Lang::En.of("健康診断", ""), "健康診断");
        assert_eq!(Lang::Ja.of("", "Health check"), "Health check");
        assert_eq!(Lang::Ja.of("健康診断", "Health check"), "健康診断");
    }
}
