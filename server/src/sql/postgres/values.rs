//! Values on their way to PostgreSQL and back: a number is sent as the type that the statement has at its place.

use std::error::Error as AnyError;

use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::super::{Cells, Error, Result, ToValue, Value};

/// A value on its way to PostgreSQL.
#[derive(Debug)]
pub(super) struct Given<'v>(Value<'v>);

/// The values of one statement.
pub(super) fn given<'v>(values: &'v [&'v dyn ToValue]) -> Vec<Given<'v>> {
    values.iter().map(|value| Given(value.value())).collect()
}

impl ToSql for Given<'_> {
    fn to_sql(
        &self,
        wanted: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn AnyError + Sync + Send>> {
        match (self.0, wanted) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Number(number), &Type::INT8) => number.to_sql(wanted, out),
            (Value::Number(number), &Type::INT4) => i32::try_from(number)?.to_sql(wanted, out),
            (Value::Number(number), &Type::INT2) => i16::try_from(number)?.to_sql(wanted, out),
            (Value::Number(number), &Type::BOOL) => (number != 0).to_sql(wanted, out),
            (Value::Text(text), wanted) if <&str as ToSql>::accepts(wanted) => text.to_sql(wanted, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(wanted, out),
            // The value itself may be a secret.
            (Value::Number(_), wanted) => {
                Err(format!("a number is given where a value of type {wanted} stands").into())
            }
            (Value::Text(_), wanted) => Err(format!("a text is given where a value of type {wanted} stands").into()),
            (Value::Bytes(_), wanted) => Err(format!("bytes are given where a value of type {wanted} stands").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Cells for postgres::Row {
    fn cell(&self, column: usize) -> Result<Value<'_>> {
        let known = self.columns().get(column).ok_or_else(|| Error::unread(column, "there is no such column"))?;
        let value = match *known.type_() {
            Type::INT8 => self.try_get::<_, Option<i64>>(column)?.map(Value::Number),
            Type::INT4 => self.try_get::<_, Option<i32>>(column)?.map(|number| Value::Number(number.into())),
            Type::INT2 => self.try_get::<_, Option<i16>>(column)?.map(|number| Value::Number(number.into())),
            Type::BOOL => self.try_get::<_, Option<bool>>(column)?.map(|is_so| Value::Number(is_so.into())),
            Type::BYTEA => self.try_get::<_, Option<&[u8]>>(column)?.map(Value::Bytes),
            Type::TEXT | Type::VARCHAR | Type::NAME => self.try_get::<_, Option<&str>>(column)?.map(Value::Text),
            ref other => return Err(Error::unread(column, format!("no table of ours holds the type {other}"))),
        };
        Ok(value.unwrap_or(Value::Null))
    }
}
