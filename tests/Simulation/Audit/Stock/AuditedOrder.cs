namespace Ledger.Simulation.Audit.Stock;

/// <summary>An order as the auditor keeps it: from the movements, and from what payments and carts promise.</summary>
sealed class AuditedOrder
{
    /// <summary>Units by stock.</summary>
    public Dictionary<string, AuditedLine> Lines { get; } = new(StringComparer.Ordinal);

    /// <summary>Until when authorizations keep units, by payment.</summary>
    public Dictionary<string, DateTimeOffset> Promises { get; } = new(StringComparer.Ordinal);

    /// <summary>Captures that stand, by payment and thing.</summary>
    public HashSet<(string Payment, string Thing)> Captures { get; } = [];

    /// <summary>Until when a cart keeps units; null once a payment has taken them over.</summary>
    public DateTimeOffset? Cart { get; set; }

    /// <summary>True once a person has taken units away from it, or a capture was undone.</summary>
    public bool WasReleased { get; set; }

    /// <summary>When what is reserved falls back.</summary>
    public DateTimeOffset Until => Promises.Values.Append(Cart ?? DateTimeOffset.UnixEpoch).Max();

    /// <summary>True when a payment other than this one keeps its units at an instant.</summary>
    public bool IsKeptBy(string otherThan, DateTimeOffset at) =>
        Captures.Any(capture => capture.Payment != otherThan) || Promises.Any(promise => promise.Key != otherThan && promise.Value > at);

    public AuditedLine LineOf(string stock)
    {
        if (!Lines.TryGetValue(stock, out var line))
        {
            Lines.Add(stock, line = new AuditedLine());
        }

        return line;
    }
}

/// <summary>A line of an order.</summary>
sealed class AuditedLine
{
    public long Ordered { get; set; }

    public long Reserved { get; set; }

    public long Committed { get; set; }

    public long Shipped { get; set; }

    public long Returned { get; set; }

    /// <summary>Cost of what is out.</summary>
    public long CostOut { get; set; }

    /// <summary>Units that it has or had.</summary>
    public long Has => Reserved + Committed + Shipped;
}
