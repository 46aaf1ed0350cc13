//! The fields that tierbook looks for in sheets, and the three roles of a sheet.

use std::fmt;

/// What kind of fact the rows of a sheet are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// One row per customer.
    Customers,
    /// One row per order, or per line of an order.
    Orders,
    /// One row per contact: the follow-up log.
    Contacts,
}

impl Role {
    /// The English key: `customers`, `orders`, `contacts`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
            Self::Contacts => "contacts",
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident $role:ident $key:literal;)*) => {
        /// A field of a sheet, named `role.word` in rules files.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $field),* }

        impl Field {
            /// Every field.
            pub const ALL: &[Self] = &[$(Self::$field),*];

            /// The sheet role the field belongs to.
            pub fn role(self) -> Role {
                match self { $(Self::$field => Role::$role),* }
            }

            /// The key in rules files: `customer.id`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$field => $key),* }
            }
        }
    };
}

fields! {
    /// The customer's id, or its name in books without ids.
    CustomerId Customers "customer.id";
    /// The customer's name.
    CustomerName Customers "customer.name";
    /// Other names of the same customer.
    CustomerAlias Customers "customer.alias";
    /// Who follows up.
    CustomerOwner Customers "customer.owner";
    /// Department of the owner.
    CustomerDepartment Customers "customer.department";
    /// Whom to talk to.
    CustomerContactPerson Customers "customer.contact_person";
    /// Telephone.
    CustomerPhone Customers "customer.phone";
    /// E-mail.
    CustomerEmail Customers "customer.email";
    /// Industry.
    CustomerIndustry Customers "customer.industry";
    /// Region.
    CustomerRegion Customers "customer.region";
    /// Where the customer came from.
    CustomerSource Customers "customer.source";
    /// The sheet's own level.
    CustomerLevel Customers "customer.level";
    /// Stage of the sale.
    CustomerStage Customers "customer.stage";
    /// Day the customer was entered.
    CustomerCreated Customers "customer.created";
    /// Day of the first deal; wins over the first order seen.
    CustomerFirstDeal Customers "customer.first_deal";
    /// Day of the last contact.
    CustomerLastContact Customers "customer.last_contact";
    /// Day planned for the next contact.
    CustomerNextContact Customers "customer.next_contact";
    /// Number of open complaints, or yes.
    CustomerComplaint Customers "customer.complaint";
    /// Satisfaction.
    CustomerSatisfaction Customers "customer.satisfaction";
    /// Day the contract ends.
    CustomerContractEnd Customers "customer.contract_end";
    /// Marked as strategic.
    CustomerStrategic Customers "customer.strategic";
    /// Not to be contacted.
    CustomerDoNotContact Customers "customer.do_not_contact";
    /// A tier set by hand.
    CustomerPinnedTier Customers "customer.pinned_tier";
    /// A type set by hand.
    CustomerPinnedType Customers "customer.pinned_type";
    /// First day of the pin.
    CustomerPinnedFrom Customers "customer.pinned_from";
    /// Last day of the pin.
    CustomerPinnedUntil Customers "customer.pinned_until";
    /// Why it is pinned.
    CustomerPinReason Customers "customer.pin_reason";
    /// The order's number.
    OrderId Orders "order.id";
    /// The customer's id on the order.
    OrderCustomerId Orders "order.customer_id";
    /// The customer's name on the order.
    OrderCustomerName Orders "order.customer_name";
    /// Day of the order.
    OrderDate Orders "order.date";
    /// Amount of the row.
    OrderAmount Orders "order.amount";
    /// Quantity, for quantity × price.
    OrderQuantity Orders "order.quantity";
    /// Price of one, for quantity × price.
    OrderPrice Orders "order.price";
    /// Cost of the row.
    OrderCost Orders "order.cost";
    /// Profit of the row.
    OrderProfit Orders "order.profit";
    /// Status word.
    OrderStatus Orders "order.status";
    /// When it was cancelled; blank for orders that were not.
    OrderCancelled Orders "order.cancelled";
    /// Amount given back.
    OrderRefund Orders "order.refund";
    /// Currency.
    OrderCurrency Orders "order.currency";
    /// Product.
    OrderProduct Orders "order.product";
    /// Product category.
    OrderCategory Orders "order.category";
    /// Who sold.
    OrderSalesperson Orders "order.salesperson";
    /// The customer's id in the log.
    ContactCustomerId Contacts "contact.customer_id";
    /// The customer's name in the log.
    ContactCustomerName Contacts "contact.customer_name";
    /// Day of the contact.
    ContactDay Contacts "contact.day";
    /// Who made it.
    ContactWho Contacts "contact.who";
    /// By which channel.
    ContactChannel Contacts "contact.channel";
    /// What was said or planned to be said.
    ContactContent Contacts "contact.content";
    /// What came of it, in the fixed words.
    ContactOutcome Contacts "contact.outcome";
    /// Why the customer declined or was lost.
    ContactLossReason Contacts "contact.loss_reason";
    /// A note.
    ContactNote Contacts "contact.note";
    /// Day agreed for the next contact.
    ContactNextDay Contacts "contact.next_day";
    /// Satisfaction voiced.
    ContactSatisfaction Contacts "contact.satisfaction";
    /// The task that asked for it.
    ContactTask Contacts "contact.task";
    /// How the task ended.
    ContactStatus Contacts "contact.status";
    /// Day on which the task was first asked for.
    ContactIssued Contacts "contact.issued";
    /// Day the task was due.
    ContactDue Contacts "contact.due";
}

impl Field {
    /// The field of a key such as `order.amount`.
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }
}

/// Writes the key.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}
