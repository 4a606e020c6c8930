namespace Ledger.ErpExport.QuickBooks;

/// <summary>Bounds of QuickBooks' fields; sources in the README.</summary>
static class QuickBooksLimit
{
    /// <summary>Longest <c>DocNumber</c>.</summary>
    public const int DocNumber = 21;

    /// <summary>Longest <c>PrivateNote</c> and <c>Description</c>.</summary>
    public const int Text = 4000;

    /// <summary>Most decimal places of an amount.</summary>
    public const int Decimals = 2;

    /// <summary>Most digits of an amount before its point.</summary>
    public const int WholeDigits = 10;

    /// <summary>Most objects that change data capture or a page of a query tells.</summary>
    public const int Objects = 1000;
}
