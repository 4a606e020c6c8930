using Ledger.Worker.Keys;

namespace Ledger.Worker.Erp;

/// <summary>What a key of the ERP API may do.</summary>
enum ErpRole
{
    /// <summary>Read the documents of outside targets.</summary>
    Documents,

    /// <summary>Read them and acknowledge them.</summary>
    Erp,
}

/// <summary>Where the keys of the ERP API are.</summary>
static class ErpKeys
{
    /// <summary>The file of the ERP API's keys.</summary>
    public static KeysFile<ErpRole> File { get; } = new("LEDGER_ERP_KEYS");
}
