using Ledger.Bench.Erp;
using Ledger.Bench.Scenarios;

namespace Ledger.Bench;

/// <summary>Every scenario, in the order in which they run.</summary>
public static class AllScenarios
{
    /// <summary>The list.</summary>
    public static IReadOnlyList<IScenario> List { get; } =
    [
        new PostingBesideArrayInsert(),
        new PostingBesideOnePerTransaction(),
        new PostingBesidePgledger(),
        new AppendScenario(),
        new PipelineScenario(),
        new LatencyScenario(),
        new BurstScenario(),
        new StockPipelineScenario(),
        new HotSkuScenario(),
        new StockFeedScenario(),
        new AvailabilityQueryScenario(),
        new ErpDocumentsScenario(),
        new ErpCsvScenario(),
        new ErpTrytonScenario(),
        new ErpHangingScenario(),
        new ErpFirstByteScenario(),
        new ArchiveScenario(),
        new DiskScenario(),
        new MemoryScenario(),
        new GatewayScenario(),
        new ProvidersScenario(),
        new RebuildScenario(),
        new GrowthScenario(),
        new QueriesScenario(),
    ];
}
