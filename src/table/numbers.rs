//! Columns of numbers: decimal points and commas, thousands, signs of per cent.

use super::{Ambiguity, Separator};

/// The sign before the fraction of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalSign {
    Point,
    Comma,
}

/// What the cells of a column say of its decimal sign.
#[derive(Clone, Debug)]
pub struct NumberColumn {
    separator: Separator,
    seen: u64,
    /// The number and text of a cell that shows the sign, or leaves it open.
    point: Option<(u64, String)>,
    comma: Option<(u64, String)>,
    open: Option<(u64, String)>,
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    pub decimal: DecimalSign,
}

impl NumberColumn {
    /// A column of a table whose cells are separated so: in one with semicolons a point is as likely
    /// to mark thousands.
    pub fn new(separator: Separator) -> Self {
        Self { separator, seen: 0, point: None, comma: None, open: None }
    }

    /// Takes a cell into account.
    pub fn see(&mut self, cell: &str) {
        let place = self.seen;
        self.seen += 1;
        if cell.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let slot = match sign_of(&digits_and_signs(cell), self.separator) {
            Shown::Decimal(DecimalSign::Point) => &mut self.point,
            Shown::Decimal(DecimalSign::Comma) => &mut self.comma,
            Shown::Open => &mut self.open,
            Shown::Nothing => return,
        };
        slot.get_or_insert_with(|| (place, cell.to_owned()));
    }

    /// How the column is read, from what is stated and what its cells show.
    ///
    /// # Errors
    /// If its cells leave open whether a sign marks thousands or a fraction, or show both.
    pub fn decide(&self, stated: Option<DecimalSign>) -> Result<NumberFormat, Ambiguity> {
        let help = "say which with decimal = \"point\" or \"comma\"".to_owned();
        let decimal = match (stated, &self.point, &self.comma, &self.open) {
            (Some(stated), ..) => stated,
            (None, Some((_, point)), Some((cell, comma)), _) => {
                let problem = format!("`{comma}` has a decimal comma, and `{point}` a point");
                return Err(Ambiguity { cell: *cell, problem, help });
            }
            (None, Some(_), None, _) => DecimalSign::Point,
            (None, None, Some(_), _) => DecimalSign::Comma,
            (None, None, None, Some((cell, text))) => {
                let problem = format!(
                    "`{text}` may have thousands or a fraction, and no other row says which"
                );
                return Err(Ambiguity { cell: *cell, problem, help });
            }
            (None, None, None, None) => DecimalSign::Point,
        };
        Ok(NumberFormat { decimal })
    }
}

impl NumberFormat {
    /// Reads a cell: `1,234.5`, `1 234,5`, `-3`. `None` if it is no number.
    pub fn parse(&self, cell: &str) -> Option<f64> {
        if !cell.is_empty() && cell.len() < 16 && cell.bytes().all(|b| b.is_ascii_digit()) {
            return cell.parse().ok();
        }
        let text = digits_and_signs(cell);
        let (decimal, thousands) = match self.decimal {
            DecimalSign::Point => ('.', ','),
            DecimalSign::Comma => (',', '.'),
        };
        let (sign, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (-1.0, rest),
            None => (1.0, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, fraction) = text.split_once(decimal).unwrap_or((text, ""));
        let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let mut groups = whole.split(thousands);
        let first = groups.next().unwrap_or("");
        let grouped = whole.contains(thousands);
        let sound = only_digits(first)
            && only_digits(fraction)
            && (!grouped || (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3 && only_digits(group))
            && !(whole.is_empty() && fraction.is_empty());
        let plain: String = whole.chars().filter(|c| *c != thousands).collect();
        let number = sound.then(|| format!("0{plain}.{fraction}0").parse::<f64>().ok())??;
        Some(sign * number)
    }

    /// Reads a cell that may be a part in per cent: `12.5 %` is 0.125, `0.125` is itself.
    pub fn parse_share(&self, cell: &str) -> Option<f64> {
        match cell.trim().strip_suffix('%') {
            Some(number) => Some(self.parse(number)? / 100.0),
            None => self.parse(cell),
        }
    }
}

/// Without the blanks and marks that can only part thousands.
fn digits_and_signs(cell: &str) -> String {
    let parts = |c: &char| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’');
    cell.trim().chars().filter(parts).collect()
}

/// What a number shows of its decimal sign.
enum Shown {
    Decimal(DecimalSign),
    Open,
    Nothing,
}

fn sign_of(text: &str, separator: Separator) -> Shown {
    let text = text.trim_end_matches('%').trim_start_matches(['-', '+', '−']);
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return Shown::Nothing;
    }
    let count = |sign: char| text.matches(sign).count();
    match (count('.'), count(','), text.rfind('.') > text.rfind(',')) {
        (0, 0, _) => Shown::Nothing,
        (1, 0, _) => one_sign(text, '.', DecimalSign::Point, separator),
        (0, 1, _) => one_sign(text, ',', DecimalSign::Comma, separator),
        // Several of one sign part thousands.
        (0, _, _) => Shown::Decimal(DecimalSign::Point),
        (_, 0, _) => Shown::Decimal(DecimalSign::Comma),
        (_, _, true) => Shown::Decimal(DecimalSign::Point),
        (_, _, false) => Shown::Decimal(DecimalSign::Comma),
    }
}

/// One sign: before three digits, and behind one to three that do not begin with zero, it may part
/// thousands. A point does so where commas are decimal, which semicolons between cells suggest.
fn one_sign(text: &str, sign: char, decimal: DecimalSign, separator: Separator) -> Shown {
    let (whole, fraction) = text.split_once(sign).unwrap_or((text, ""));
    let may_group =
        fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    match decimal {
        _ if !may_group => Shown::Decimal(decimal),
        DecimalSign::Comma => Shown::Open,
        DecimalSign::Point if separator == Separator::Semicolon => Shown::Open,
        DecimalSign::Point => Shown::Decimal(DecimalSign::Point),
    }
}
