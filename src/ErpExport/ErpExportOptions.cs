using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport;

/// <summary>How the export is run.</summary>
public sealed record ErpExportOptions
{
    /// <summary>Schema of the export's tables.</summary>
    public string Schema { get; init; } = "erp_export";

    /// <summary>The targets.</summary>
    public required IReadOnlyList<ErpTarget> Targets { get; init; }

    /// <summary>The mapping of each target, by its name.</summary>
    public required IReadOnlyDictionary<string, ErpMapping> Mappings { get; init; }

    /// <summary>Most messages in one transaction.</summary>
    public int MaxBatch { get; init; } = 500;

    /// <summary>Messages that the export has in hand at once; under load each is a bundle of up to fifty entries.</summary>
    public ushort InHand { get; init; } = 100;

    /// <summary>Key by which tokens are sealed, 32 bytes; null where no target keeps tokens.</summary>
    public byte[]? TokenKey { get; init; }

    /// <summary>Makes what adapters' requests go through; null for connections of their own.</summary>
    public Func<HttpMessageHandler>? HttpHandler { get; init; }
}
