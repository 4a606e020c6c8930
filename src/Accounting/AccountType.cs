namespace Ledger.Accounting;

/// <summary>The five kinds of account, plus memo accounts that stand outside the statements.</summary>
public enum AccountType
{
    /// <summary>What we own or are owed. Normal balance debit.</summary>
    Asset,

    /// <summary>What we owe. Normal balance credit.</summary>
    Liability,

    /// <summary>The owners' share. Normal balance credit.</summary>
    Equity,

    /// <summary>What we earned. Normal balance credit.</summary>
    Revenue,

    /// <summary>What it cost. Normal balance debit.</summary>
    Expense,

    /// <summary>Off balance sheet, such as authorised exposure; never on a statement.</summary>
    Memo,
}
