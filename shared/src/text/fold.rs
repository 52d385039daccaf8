//! The search key of names, kana and addresses: spellings that people take for the same become
//! the same text.

use std::ops::Range;

use super::legal_form::{LEGAL_FORMS, OPENING, bracketed_length, is_sign};
use super::variant::everyday_form;
use super::width::{half_width, shifted};

/// Folds a text to its search key. Folding twice changes nothing more.
///
/// - Width (JIS X 0201 against JIS X 0208): full-width letters and digits become half-width and
///   lower case, half-width kana full-width with their voicing marks joined.
/// - Kana: hiragana becomes katakana, small kana large; long-vowel signs go; ヴァ→バ, ヂ→ジ, ヅ→ズ,
///   ヰ→イ, ヱ→エ, ヲ→オ (modern spelling, 現代仮名遣い, Cabinet Notification 1986).
/// - Kanji: variants become the everyday form, 々 the character it repeats; ヶ, が, カ, 箇 between
///   two kanji become ケ (保土が谷 = 保土ヶ谷).
/// - Addresses: 二丁目26番22号 = 2-26-22, and whatever else separates two numbers is one hyphen;
///   第二 = 第2.
/// - Legal forms (株式会社, ㈱, (株), …) go wherever they stand; so do spaces and punctuation.
pub fn fold(text: &str) -> String {
    glyphs(text).iter().map(|glyph| glyph.folded).collect()
}

/// The words of a search, folded; a text is found when its key contains all of them.
///
/// Words are split at spaces. One that folds to nothing, such as 株式会社 alone, asks for nothing
/// and is left out, so the answer may be empty.
pub fn fold_query(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect()
}

/// Where in `text`, in bytes, a folded word is found, for marking the hit. Nothing for an empty
/// word. Takes time in proportion to the text.
pub fn find_folded(text: &str, folded_query: &str) -> Option<Range<usize>> {
    if folded_query.is_empty() {
        return None;
    }
    let glyphs = glyphs(text);
    let key: String = glyphs.iter().map(|glyph| glyph.folded).collect();
    let at = key.find(folded_query)?;
    let first = key[..at].chars().count();
    let hit = &glyphs[first..first + folded_query.chars().count()];
    Some(hit.first()?.start..hit.last()?.end)
}

/// A folded character and the bytes of the text it came from.
#[derive(Debug, Clone, Copy)]
struct Glyph {
    folded: char,
    start: usize,
    end: usize,
}

fn glyphs(text: &str) -> Vec<Glyph> {
    let mut key = Key::with_capacity(text.len() / 2 + 4);
    // A bank's "ｶ)" in front of a name has no opening bracket.
    let mut resume = bracketed_length(text, false).unwrap_or(0);
    for (start, character) in text.char_indices() {
        if start < resume {
            continue;
        }
        let end = start + character.len_utf8();
        if OPENING.contains(&character)
            && let Some(length) = bracketed_length(&text[end..], true)
        {
            resume = end + length;
        }
        key.read(character, start, end);
    }
    key.glyphs
}

/// The key so far. Every rule looks only at the end of what is already written, so a finished
/// key read again meets no rule a second time.
#[derive(Debug)]
struct Key {
    glyphs: Vec<Glyph>,
    /// Something between the last digit and what comes next was left out.
    gap: Option<Gap>,
    /// The last character is a ブ that was written ヴ, and may still become バ, ビ, ベ, ボ.
    after_vu: bool,
    /// Where 医療法人 was taken away; 社団 or 財団 right there goes too.
    medical: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Gap {
    start: usize,
    end: usize,
    /// It ends with 番, so that 地 belongs to it.
    lot_number: bool,
}

impl Key {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            glyphs: Vec::with_capacity(capacity),
            gap: None,
            after_vu: false,
            medical: None,
        }
    }

    /// Takes one character of the text.
    fn read(&mut self, character: char, start: usize, end: usize) {
        let after_vu = std::mem::take(&mut self.after_vu);
        match plain(character) {
            Plain::One('ヴ') => {
                self.write('ブ', start, end);
                self.after_vu = true;
            }
            Plain::One(folded) => self.write(folded, start, end),
            Plain::SmallVowel(vowel) => self.write_small_vowel(vowel, after_vu, start, end),
            Plain::Many(folded) => {
                for folded in folded.chars() {
                    self.write(folded, start, end);
                }
            }
            Plain::Voicing => self.join_mark(voiced, end),
            Plain::HalfVoicing => self.join_mark(half_voiced, end),
            Plain::Repeat => self.repeat(|last| last, start, end),
            Plain::RepeatVoiced => {
                self.repeat(|last| voiced(last).unwrap_or(last), start, end);
            }
            Plain::Nothing => self.leave_gap(start, end, false),
        }
    }

    /// Writes one folded character, or the effect it has on what stands before it.
    fn write(&mut self, folded: char, start: usize, end: usize) {
        match folded {
            '0'..='9' => self.join_numbers(),
            '番' | '号' if self.ends_with_digit() => {
                return self.leave_gap(start, end, folded == '番');
            }
            '地' if self.gap.is_some_and(|gap| gap.lot_number) => {
                return self.leave_gap(start, end, false);
            }
            '目' if self.last_is('丁') && self.close_block_number(start, end) => return,
            _ if is_kanji(folded) => {
                if self.last_is('第')
                    && let Some(digit) = kanji_digit(folded)
                {
                    return self.push(digit, start, end);
                }
                self.settle_ke();
            }
            _ => {}
        }
        self.push(folded, start, end);
        self.drop_legal_form(folded);
    }

    fn push(&mut self, folded: char, start: usize, end: usize) {
        self.gap = None;
        self.glyphs.push(Glyph { folded, start, end });
    }

    fn leave_gap(&mut self, start: usize, end: usize, lot_number: bool) {
        if self.ends_with_digit() {
            let start = self.gap.map_or(start, |gap| gap.start);
            self.gap = Some(Gap {
                start,
                end,
                lot_number,
            });
        }
    }

    /// Two numbers with something left out or の between them are joined by one hyphen.
    fn join_numbers(&mut self) {
        if let Some(gap) = self.gap {
            self.push('-', gap.start, gap.end);
        } else if let [.., before, joint] = &mut self.glyphs[..]
            && joint.folded == 'ノ'
            && before.folded.is_ascii_digit()
        {
            joint.folded = '-';
        }
    }

    /// 二丁 or 2丁, now met by 目: the number stays, in digits. False if no number stands there.
    fn close_block_number(&mut self, start: usize, end: usize) -> bool {
        let before = &self.glyphs[..self.glyphs.len() - 1];
        let kanji = before
            .iter()
            .rev()
            .take_while(|glyph| glyph.folded == '十' || kanji_digit(glyph.folded).is_some())
            .count();
        let numeral = &before[before.len() - kanji..];
        let number = match (numeral.first(), numeral.last(), before.last()) {
            (Some(first), Some(last), _) => Some((
                kanji_number(numeral.iter().map(|glyph| glyph.folded)),
                first.start,
                last.end,
            )),
            (_, _, Some(last)) if last.folded.is_ascii_digit() => None,
            _ => return false,
        };
        let block_start = self.glyphs.pop().map_or(start, |block| block.start);
        if let Some((digits, from, to)) = number {
            self.glyphs.truncate(self.glyphs.len() - kanji);
            for digit in digits.chars() {
                self.write(digit, from, to);
            }
        }
        self.leave_gap(block_start, end, false);
        true
    }

    /// が, カ or 箇 between two kanji of a place name is read as the ケ it stands for.
    fn settle_ke(&mut self) {
        if let [.., before, joint] = &mut self.glyphs[..]
            && matches!(joint.folded, 'ガ' | 'カ' | '箇')
            && is_kanji(before.folded)
        {
            joint.folded = 'ケ';
        }
    }

    fn write_small_vowel(&mut self, vowel: char, after_vu: bool, start: usize, end: usize) {
        let joined = match vowel {
            'ア' => 'バ',
            'イ' => 'ビ',
            'エ' => 'ベ',
            'オ' => 'ボ',
            _ => vowel,
        };
        match self.glyphs.last_mut() {
            Some(last) if after_vu && joined != vowel => {
                last.folded = joined;
                last.end = end;
            }
            _ => self.write(vowel, start, end),
        }
    }

    fn join_mark(&mut self, with_mark: fn(char) -> Option<char>, end: usize) {
        let joined = self
            .glyphs
            .last()
            .and_then(|last| Some((last.folded, with_mark(last.folded)?)));
        if let (Some(last), Some((plain, joined))) = (self.glyphs.last_mut(), joined) {
            last.folded = joined;
            last.end = end;
            self.after_vu = plain == 'ウ';
        }
    }

    /// 々 and ゝ write the character before them once more.
    fn repeat(&mut self, change: fn(char) -> char, start: usize, end: usize) {
        if let Some(last) = self.glyphs.last()
            && !last.folded.is_ascii()
        {
            self.write(change(last.folded), start, end);
        }
    }

    /// Takes a legal form away as soon as its last character is written.
    fn drop_legal_form(&mut self, last: char) {
        match last {
            '社' | '人' => {
                let found = LEGAL_FORMS.iter().find(|form| self.ends_with(form.full));
                if let Some(form) = found {
                    self.take_away(form.full);
                    self.medical = form.full.ends_with("医療法人").then_some(self.glyphs.len());
                }
            }
            'ヤ' => {
                let mut readings = LEGAL_FORMS.iter().flat_map(|form| form.kana);
                if let Some(reading) = readings.find(|reading| self.ends_with(reading)) {
                    self.take_away(reading);
                }
            }
            '団' if self.medical.is_some_and(|at| at + 2 == self.glyphs.len())
                && (self.ends_with("社団") || self.ends_with("財団")) =>
            {
                self.take_away("社団");
            }
            _ => {}
        }
    }

    fn take_away(&mut self, ending: &str) {
        self.glyphs
            .truncate(self.glyphs.len() - ending.chars().count());
    }

    fn ends_with(&self, ending: &str) -> bool {
        let mut written = self.glyphs.iter().rev();
        ending
            .chars()
            .rev()
            .all(|wanted| written.next().is_some_and(|glyph| glyph.folded == wanted))
    }

    fn last_is(&self, folded: char) -> bool {
        self.glyphs.last().is_some_and(|last| last.folded == folded)
    }

    fn ends_with_digit(&self) -> bool {
        self.glyphs
            .last()
            .is_some_and(|last| last.folded.is_ascii_digit())
    }
}

/// What one character stands for, without regard to its neighbours.
enum Plain {
    One(char),
    /// ァ, ィ, ェ, ォ, given large: part of the syllable after ヴ.
    SmallVowel(char),
    Many(&'static str),
    Voicing,
    HalfVoicing,
    Repeat,
    RepeatVoiced,
    /// Spaces, punctuation, long-vowel signs, signs for legal forms.
    Nothing,
}

fn plain(character: char) -> Plain {
    match character {
        '0'..='9' | 'a'..='z' => Plain::One(character),
        'A'..='Z' => Plain::One(character.to_ascii_lowercase()),
        '\0'..='\u{A0}' | '\u{AD}' | '·' => Plain::Nothing,
        '々' | 'ゝ' | 'ヽ' => Plain::Repeat,
        'ゞ' | 'ヾ' => Plain::RepeatVoiced,
        '〆' | '〇' => Plain::One(character),
        '①'..='⑳' => Plain::Many(CIRCLED[(character as u32 - '①' as u32) as usize]),
        'Ⅰ'..='Ⅹ' => Plain::Many(ROMAN[(character as u32 - 'Ⅰ' as u32) as usize]),
        'ⅰ'..='ⅹ' => Plain::Many(ROMAN[(character as u32 - 'ⅰ' as u32) as usize]),
        // General punctuation, dashes among them; arrows, signs and shapes; CJK punctuation.
        '\u{2000}'..='\u{206F}' | '\u{2190}'..='\u{2BFF}' | '\u{3000}'..='\u{303F}' => {
            Plain::Nothing
        }
        'ぁ'..='ゖ' => kana(shifted(character, 'ぁ', 'ァ')),
        '\u{3099}' | '゛' | 'ﾞ' => Plain::Voicing,
        '\u{309A}' | '゜' | 'ﾟ' => Plain::HalfVoicing,
        'ァ'..='ヺ' => kana(character),
        '・' | 'ー' | '゠' => Plain::Nothing,
        sign if is_sign(sign) => Plain::Nothing,
        '！'..='～' => plain(half_width(character)),
        '｡'..='･' | 'ｰ' => Plain::Nothing,
        'ｦ'..='ﾝ' => kana(HALF_WIDTH[(character as u32 - 'ｦ' as u32) as usize]),
        // Variation selectors choose a shape (異体字セレクタ), never another character.
        '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}' => Plain::Nothing,
        '\u{3400}'..='\u{3FFFF}' => Plain::One(everyday_form(character)),
        other => Plain::One(other),
    }
}

fn kana(katakana: char) -> Plain {
    Plain::One(match katakana {
        'ァ' => return Plain::SmallVowel('ア'),
        'ィ' => return Plain::SmallVowel('イ'),
        'ェ' => return Plain::SmallVowel('エ'),
        'ォ' => return Plain::SmallVowel('オ'),
        'ゥ' => 'ウ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        'ヲ' => 'オ',
        'ヷ' => 'バ',
        'ヸ' => 'ビ',
        'ヹ' => 'ベ',
        'ヺ' => 'ボ',
        other => other,
    })
}

/// JIS X 0201 kana from 0xA6 to 0xDD in order; the long-vowel sign among them is dealt with
/// before this table is asked.
const HALF_WIDTH: [char; 56] = [
    'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ',
    'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ',
    'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ',
    'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン',
];

const CIRCLED: [&str; 20] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "20",
];
const ROMAN: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

fn voiced(kana: char) -> Option<char> {
    Some(match kana {
        'ウ' => 'ブ',
        'チ' => 'ジ',
        'ツ' => 'ズ',
        'カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'テ'
        | 'ト' | 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' => char::from_u32(kana as u32 + 1)?,
        'ワ' => 'バ',
        _ => return None,
    })
}

fn half_voiced(kana: char) -> Option<char> {
    match kana {
        'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' => char::from_u32(kana as u32 + 2),
        _ => None,
    }
}

fn is_kanji(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn kanji_digit(character: char) -> Option<char> {
    let digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let value = digits.iter().position(|&digit| digit == character)?;
    char::from_digit(value as u32, 10)
}

/// 二十三 → 23, 十 → 10, 一〇 → 10: 十 is a place, not a digit, beside other digits.
fn kanji_number(numeral: impl Iterator<Item = char>) -> String {
    let mut digits = String::new();
    let mut after_ten = false;
    for character in numeral {
        match kanji_digit(character) {
            Some(digit) => {
                digits.push(digit);
                after_ten = false;
            }
            None => {
                if after_ten {
                    digits.push('0');
                }
                if after_ten || digits.is_empty() {
                    digits.push('1');
                }
                after_ten = true;
            }
        }
    }
    if after_ten {
        digits.push('0');
    }
    digits
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
