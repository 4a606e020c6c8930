using System.Runtime.InteropServices;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>A customer, vendor or employee; <c>Customer:1</c> in the mapping.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct QuickBooksParty(string Type, string Id)
{
    /// <summary>Reads one; null for a text of another form.</summary>
    public static QuickBooksParty? Find(string text) =>
        text.Split(':') is [("Customer" or "Vendor" or "Employee") and var type, { Length: > 0 } id] ? new(type, id) : null;
}
