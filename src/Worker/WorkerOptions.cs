using Ledger.Confirmation;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Targets;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus;

namespace Ledger.Worker;

/// <summary>Settings of a worker, from the environment.</summary>
public sealed record WorkerOptions
{
    /// <summary>Where it answers health checks (<c>LEDGER_WORKER_URL</c>).</summary>
    public required Uri Url { get; init; }

    /// <summary>The broker (<c>LEDGER_RABBITMQ</c>).</summary>
    public required Uri Broker { get; init; }

    /// <summary>Database of the journal (<c>LEDGER_POSTGRES_JOURNAL</c>, else <c>LEDGER_POSTGRES</c>).</summary>
    public required string JournalDatabase { get; init; }

    /// <summary>Database of the inventory (<c>LEDGER_POSTGRES_INVENTORY</c>, else <c>LEDGER_POSTGRES</c>).</summary>
    public required string InventoryDatabase { get; init; }

    /// <summary>Database of the evidence archive (<c>LEDGER_POSTGRES_EVIDENCE</c>, else <c>LEDGER_POSTGRES</c>).</summary>
    public required string EvidenceDatabase { get; init; }

    /// <summary>Database of the ERP export (<c>LEDGER_POSTGRES_ERP</c>, else <c>LEDGER_POSTGRES</c>).</summary>
    public required string ErpDatabase { get; init; }

    /// <summary>Database of the confirmation (<c>LEDGER_POSTGRES_CONFIRMATION</c>, else <c>LEDGER_POSTGRES</c>).</summary>
    public required string ConfirmationDatabase { get; init; }

    /// <summary>
    /// The secrets file (<c>LEDGER_SECRETS</c>), which says how the providers' APIs are reached and whose silence is told; null when
    /// facts are not confirmed here, and no endpoint is watched.
    /// </summary>
    public string? SecretsFile { get; init; }

    /// <summary>Database of the backfill (<c>LEDGER_POSTGRES_BACKFILL</c>); null for the journal's.</summary>
    public string? BackfillDatabase { get; init; }

    /// <summary>
    /// How often the providers' lists are read for what was missed (<c>LEDGER_POLL</c>, in minutes); null when they are not.
    /// </summary>
    public TimeSpan? PollEvery { get; init; }

    /// <summary>How often it is looked whether a list is due; no variable sets it.</summary>
    public TimeSpan PollLookEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How facts are confirmed; no variable sets it.</summary>
    public ConfirmationOptions Confirmation { get; init; } = new();

    /// <summary>The ERPs that entries go to (<c>LEDGER_ERP_TARGETS</c>, a file); none when the export does not run here.</summary>
    public IReadOnlyList<ErpTarget> ErpTargets { get; init; } = [];

    /// <summary>The mapping of each of them, by its name.</summary>
    public IReadOnlyDictionary<string, ErpMapping> ErpMappings { get; init; } = new Dictionary<string, ErpMapping>();

    /// <summary>
    /// Key by which tokens of ERPs are sealed (<c>LEDGER_ERP_TOKEN_KEY</c>, a file with 32 bytes in base64); null without
    /// it.
    /// </summary>
    public byte[]? ErpTokenKey { get; init; }

    /// <summary>
    /// Master keys of archived bodies (<c>LEDGER_ARCHIVE_KEYS</c>, a file, or <c>LEDGER_ARCHIVE_KEYS_TEXT</c>); needed where the archive's
    /// consumer runs.
    /// </summary>
    public MasterKeys? ArchiveKeys { get; init; }

    /// <summary>Keys of the ERP API (<c>LEDGER_ERP_KEYS</c>); null keeps it shut.</summary>
    public string? ErpKeysPath { get; init; }

    /// <summary>Which consumers run (<c>LEDGER_CONSUMERS</c>, separated by commas); all by default.</summary>
    public IReadOnlyList<string> Consumers { get; init; } = AllConsumers;

    /// <summary>
    /// The consumers that this installation has (<c>LEDGER_INVENTORY</c>, <c>LEDGER_CONFIRMATION</c>, <c>LEDGER_ERP</c>: on or off).
    /// </summary>
    public IReadOnlyList<ConsumerQueue> Queues { get; init; } = ConsumerQueues.Standard;

    /// <summary>Stock policy of one's own (<c>LEDGER_STOCK_POLICY</c>); null for the one that comes with the product.</summary>
    public string? StockPolicyPath { get; init; }

    /// <summary>Keys of the stock API (<c>LEDGER_STOCK_KEYS</c>); null keeps it shut.</summary>
    public string? StockKeysPath { get; init; }

    /// <summary>Posting matrix of one's own (<c>LEDGER_MATRIX</c>); null for the one that comes with the product.</summary>
    public string? MatrixPath { get; init; }

    /// <summary>Chart of accounts of one's own (<c>LEDGER_CHART</c>); null for the one that comes with the product.</summary>
    public string? ChartPath { get; init; }

    /// <summary>Profiles of the matrix (<c>LEDGER_MATRIX_PROFILES</c>, separated by commas).</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Booking-day rule (<c>LEDGER_BOOKING_DAY</c>): <c>utc-day</c>, or <c>zone:</c> with an IANA time zone.</summary>
    public string BookingDay { get; init; } = "utc-day";

    /// <summary>The consumers there are.</summary>
    public static IReadOnlyList<string> AllConsumers { get; } = [.. ConsumerQueues.All.Select(queue => queue.Name)];

    /// <summary>True when the consumer of this queue runs here.</summary>
    public bool Runs(ConsumerQueue queue) => Queues.Contains(queue) && Consumers.Contains(queue.Name);
}
