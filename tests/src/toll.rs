//! Figures that add up over seeds.

use std::ops::Add;

/// A struct of figures, each with how two of it become one: `sum` or `max`.
macro_rules! toll {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$what:meta])* pub $field:ident: $kind:ty = $how:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
        pub struct $name { $($(#[$what])* pub $field: $kind,)* }

        impl $name {
            /// Adds what others came to.
            pub fn add(&mut self, other: Self) {
                $(self.$field = $crate::toll::$how(self.$field, other.$field);)*
            }
        }
    };
}

pub(crate) use toll;

pub(crate) fn sum<T: Add<Output = T>>(one: T, other: T) -> T {
    one + other
}

pub(crate) fn max<T: Ord>(one: T, other: T) -> T {
    one.max(other)
}
