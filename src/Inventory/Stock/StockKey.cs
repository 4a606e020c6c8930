using System.Runtime.InteropServices;

namespace Ledger.Inventory.Stock;

/// <summary>What stock is counted by (R-IN-08): a stock-keeping unit at a location.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Where the units lie; has no <c>@</c>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StockKey(string Sku, string Location) : IComparable<StockKey>
{
    /// <summary>How the names of stock streams begin.</summary>
    public const string Prefix = "stock/";

    /// <summary>The stream of what happens to this stock without an order: <c>stock/{sku}@{location}</c>.</summary>
    public string StreamId => $"{Prefix}{Sku}@{Location}";

    /// <summary>Reads the name of a stock stream.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static StockKey Parse(string streamId)
    {
        var at = streamId.LastIndexOf('@');
        return streamId.StartsWith(Prefix, StringComparison.Ordinal) && at >= Prefix.Length
            ? new StockKey(streamId[Prefix.Length..at], streamId[(at + 1)..])
            : throw new FormatException($"'{streamId}' is not the name of a stock stream.");
    }

    /// <summary>By SKU, then by location.</summary>
    public static bool operator <(StockKey left, StockKey right) => left.CompareTo(right) < 0;

    /// <summary>By SKU, then by location.</summary>
    public static bool operator >(StockKey left, StockKey right) => left.CompareTo(right) > 0;

    /// <summary>By SKU, then by location.</summary>
    public static bool operator <=(StockKey left, StockKey right) => left.CompareTo(right) <= 0;

    /// <summary>By SKU, then by location.</summary>
    public static bool operator >=(StockKey left, StockKey right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(StockKey other) => string.CompareOrdinal(Sku, other.Sku) is var bySku and not 0
        ? bySku
        : string.CompareOrdinal(Location, other.Location);

    /// <inheritdoc/>
    public override string ToString() => $"{Sku}@{Location}";
}
