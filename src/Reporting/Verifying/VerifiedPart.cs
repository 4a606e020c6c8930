namespace Ledger.Reporting.Verifying;

/// <summary>Which schema a check reads; each may lie on a server of its own.</summary>
enum VerifiedPart
{
    /// <summary>The journal.</summary>
    Journal,

    /// <summary>The inventory.</summary>
    Inventory,

    /// <summary>The export to ERPs.</summary>
    ErpExport,
}
