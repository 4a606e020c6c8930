using System.Text.Json.Serialization;
using Ledger.Cli.Stock.Settling;
using Ledger.Inventory.Queries;

namespace Ledger.Cli.Stock;

/// <summary>Source-generated JSON of the stock commands: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PrintedOutcome))]
[JsonSerializable(typeof(PrintedStock))]
[JsonSerializable(typeof(PrintedHolds))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(PrintedSettlement))]
sealed partial class StockJson : JsonSerializerContext;

/// <summary>What <c>stock show --json</c> prints.</summary>
/// <param name="Stocks">The stocks, by SKU and location.</param>
/// <param name="History">The last movements of them, the newest first; empty unless asked for.</param>
/// <param name="More">True when there are more than were asked for.</param>
sealed record PrintedStock(IReadOnlyList<StockView> Stocks, IReadOnlyList<StockHistoryLine> History, bool More);

/// <summary>What <c>stock holds --json</c> prints.</summary>
/// <param name="Reservations">Who keeps what until when.</param>
/// <param name="Held">Events that wait for what they do not say.</param>
/// <param name="Cases">Open cases.</param>
sealed record PrintedHolds(
    IReadOnlyList<ReservedUnits> Reservations, IReadOnlyList<HeldForReview> Held, IReadOnlyList<OpenStockCase> Cases);
