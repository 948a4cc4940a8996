//! Values in and out of the database, and rows read by type: a column that is not there, or holds
//! something else than it should, is an error and never 0 or "".

use bluebutton_record::PatientKey;
use jiff::Timestamp;

use crate::error::{Result, StoreError};

/// A value in or out of the database.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// bigint
    Int(i64),
    /// text
    Text(String),
    /// bytea
    Bytes(Vec<u8>),
}

/// A row that came back.
#[derive(Debug)]
pub struct Row(pub(crate) Vec<Value>);

/// What a column can be read as: `row.get::<i64>(0)?`, `row.get::<Option<&str>>(1)?`.
pub trait Column<'r>: Sized {
    /// What it is called in an error.
    const NAME: &'static str;

    /// `None` where the value is something else.
    fn of(value: &'r Value) -> Option<Self>;
}

impl Row {
    /// What is in a column.
    pub fn get<'r, T: Column<'r>>(&'r self, column: usize) -> Result<T> {
        let Some(value) = self.0.get(column) else {
            let detail = format!("there is no column {column} in a row of {}", self.0.len());
            return Err(StoreError::Database { reason: "read a row", detail });
        };
        // Our own statements put only this type there: somebody else wrote it.
        T::of(value).ok_or_else(|| {
            let found = value.kind();
            StoreError::Altered(format!("column {column} holds {found} instead of {}", T::NAME))
        })
    }
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Int(_) => "another number",
            Self::Text(_) => "another text",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl<'r, T: Column<'r>> Column<'r> for Option<T> {
    const NAME: &'static str = T::NAME;

    fn of(value: &'r Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::of(value).map(Some),
        }
    }
}

impl Column<'_> for i64 {
    const NAME: &'static str = "a number";

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }
}

impl Column<'_> for u32 {
    const NAME: &'static str = "a number from 0 to 4294967295";

    fn of(value: &Value) -> Option<Self> {
        i64::of(value).and_then(|number| number.try_into().ok())
    }
}

impl Column<'_> for usize {
    const NAME: &'static str = "a number from 0";

    fn of(value: &Value) -> Option<Self> {
        i64::of(value).and_then(|number| number.try_into().ok())
    }
}

/// Microseconds since 1970.
impl Column<'_> for Timestamp {
    const NAME: &'static str = "a moment";

    fn of(value: &Value) -> Option<Self> {
        i64::of(value).and_then(|at| Self::from_microsecond(at).ok())
    }
}

impl<'r> Column<'r> for &'r str {
    const NAME: &'static str = "a text";

    fn of(value: &'r Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Column<'_> for String {
    const NAME: &'static str = "a text";

    fn of(value: &Value) -> Option<Self> {
        <&str>::of(value).map(str::to_owned)
    }
}

impl Column<'_> for PatientKey {
    const NAME: &'static str = "a patient's key";

    fn of(value: &Value) -> Option<Self> {
        <&str>::of(value).and_then(Self::parse)
    }
}

impl<'r> Column<'r> for &'r [u8] {
    const NAME: &'static str = "bytes";

    fn of(value: &'r Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl Column<'_> for Vec<u8> {
    const NAME: &'static str = "bytes";

    fn of(value: &Value) -> Option<Self> {
        <&[u8]>::of(value).map(<[u8]>::to_vec)
    }
}

impl<const LENGTH: usize> Column<'_> for [u8; LENGTH] {
    const NAME: &'static str = "so many bytes";

    fn of(value: &Value) -> Option<Self> {
        <&[u8]>::of(value).and_then(|bytes| bytes.try_into().ok())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row(vec![7.into(), "ana".into(), vec![1_u8, 2].into(), Value::Null, (-1_i64).into()])
    }

    #[test]
    fn a_column_is_read_as_its_type() {
        let row = row();
        assert_eq!(row.get::<i64>(0).unwrap(), 7);
        assert_eq!(row.get::<usize>(0).unwrap(), 7);
        assert_eq!(row.get::<&str>(1).unwrap(), "ana");
        assert_eq!(row.get::<&[u8]>(2).unwrap(), [1, 2]);
        assert_eq!(row.get::<[u8; 2]>(2).unwrap(), [1, 2]);
        assert_eq!(row.get::<Option<i64>>(3).unwrap(), None);
        assert_eq!(row.get::<Option<i64>>(0).unwrap(), Some(7));
    }

    #[test]
    fn what_is_missing_or_something_else_is_an_error() {
        let row = row();
        assert!(matches!(row.get::<i64>(5), Err(StoreError::Database { .. })));
        assert!(matches!(row.get::<i64>(3), Err(StoreError::Altered(_))), "null is not 0");
        assert!(matches!(row.get::<&str>(3), Err(StoreError::Altered(_))), "null is not \"\"");
        assert!(matches!(row.get::<i64>(1), Err(StoreError::Altered(_))));
        assert!(matches!(row.get::<Option<&str>>(2), Err(StoreError::Altered(_))));
        assert!(matches!(row.get::<u32>(4), Err(StoreError::Altered(_))));
        assert!(matches!(row.get::<[u8; 3]>(2), Err(StoreError::Altered(_))));
        assert!(matches!(row.get::<PatientKey>(1), Err(StoreError::Altered(_))));
    }
}
