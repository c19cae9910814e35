//! Values to and from statements: numbers of 64 bits, texts, bytes, and nothing.

/// A value in a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'v> {
    /// Nothing.
    Null,
    /// A number; 0 and 1 for what is false and true.
    Number(i64),
    /// A text.
    Text(&'v str),
    /// Bytes.
    Bytes(&'v [u8]),
}

/// A value that outlives its row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owned {
    /// Nothing.
    Null,
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl ToValue for Owned {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

impl FromValue for Owned {
    fn from_value(value: Value<'_>) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Number(number) => Self::Number(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
        })
    }
}

/// Something that a statement can be given.
pub trait ToValue {
    /// It, as a table holds it.
    fn value(&self) -> Value<'_>;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl ToValue for $number {
            fn value(&self) -> Value<'_> {
                Value::Number(i64::from(*self))
            }
        }
        impl FromValue for $number {
            fn from_value(value: Value<'_>) -> Option<Self> {
                let Value::Number(number) = value else { return None };
                Self::try_from(number).ok()
            }
        }
    )*};
}
numbers!(i64, i32, u32, u16, u8);

impl ToValue for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::value)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

/// Something that a column can be read as.
pub trait FromValue: Sized {
    /// The value, if it is such a one.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

impl ToValue for bool {
    fn value(&self) -> Value<'_> {
        Value::Number(i64::from(*self))
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Text(text) = value else { return None };
        Some(text.to_owned())
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        Some(bytes.to_vec())
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        bytes.try_into().ok()
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

/// The values of one statement.
pub trait Params {
    /// They, in their order.
    fn values(&self) -> Vec<&dyn ToValue>;
}

impl Params for [&dyn ToValue; 0] {
    fn values(&self) -> Vec<&dyn ToValue> {
        Vec::new()
    }
}

impl Params for &[&dyn ToValue] {
    fn values(&self) -> Vec<&dyn ToValue> {
        self.to_vec()
    }
}

macro_rules! arrays {
    ($($n:literal),*) => {$(
        impl<T: ToValue> Params for [T; $n] {
            fn values(&self) -> Vec<&dyn ToValue> {
                self.iter().map(|value| value as &dyn ToValue).collect()
            }
        }
    )*};
}
arrays!(1, 2, 3, 4);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_what_it_was_given_as_and_as_nothing_else() {
        assert_eq!(u8::from_value(7_u8.value()), Some(7));
        assert_eq!(u8::from_value(700_i64.value()), None);
        assert_eq!(String::from_value("Ada".value()), Some("Ada".to_owned()));
        assert_eq!(String::from_value(7_i64.value()), None);
        assert_eq!(<[u8; 2]>::from_value([1, 2].value()), Some([1, 2]));
        assert_eq!(<[u8; 2]>::from_value([1, 2, 3].value()), None);
        assert_eq!(Option::<i64>::from_value(Value::Null), Some(None));
        assert_eq!(Option::<i64>::from_value(Some(4_i64).value()), Some(Some(4)));
        assert_eq!(Option::<i64>::from_value("4".value()), None);
        assert_eq!(i64::from_value(Value::Null), None);
        for value in [Value::Null, Value::Number(-1), Value::Text("Ada"), Value::Bytes(&[0, 1])] {
            assert_eq!(Owned::from_value(value).as_ref().map(ToValue::value), Some(value));
        }
    }
}
