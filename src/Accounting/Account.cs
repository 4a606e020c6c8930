namespace Ledger.Accounting;

/// <summary>One account of the chart.</summary>
/// <param name="Code">Unique code, such as <c>1150</c>.</param>
/// <param name="Name">What a bookkeeper calls it.</param>
/// <param name="Type">Asset, liability, equity, revenue, expense or memo.</param>
/// <param name="NormalBalance">The side on which the balance is normally positive.</param>
/// <param name="StatementLine">The line of the statement it is reported on.</param>
/// <param name="CashFlowClass">operating, investing, financing, cash or none.</param>
/// <param name="CurrencyRule"><c>any</c>, or the one currency the account may hold.</param>
public sealed record Account(
    string Code, string Name, AccountType Type, Side NormalBalance,
    string StatementLine, string CashFlowClass, string CurrencyRule);
