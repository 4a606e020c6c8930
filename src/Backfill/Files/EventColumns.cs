namespace Ledger.Backfill.Files;

/// <summary>
/// The columns of a file of rows, layout events/1 (R-FF-04): those of the open contract for gateways that are flat. The first seven are
/// always there, in this order; of the others any may follow, in this order too. An empty field is not stated.
/// </summary>
static class EventColumns
{
    /// <summary>Columns that every file has.</summary>
    public const int Always = 7;

    /// <summary>All columns, in order.</summary>
    public static IReadOnlyList<(string Name, ColumnKind Kind)> All { get; } =
    [
        ("event_type", ColumnKind.Text), ("event_id", ColumnKind.Text), ("invoice_id", ColumnKind.Text), ("amount_minor", ColumnKind.Units),
        ("currency_code", ColumnKind.Currency), ("gateway_fee_minor", ColumnKind.Units), ("occurred_at", ColumnKind.Time),
        ("payment_id", ColumnKind.Text), ("authorization_id", ColumnKind.Text), ("capture_id", ColumnKind.Text),
        ("refund_id", ColumnKind.Text), ("dispute_id", ColumnKind.Text), ("payout_id", ColumnKind.Text), ("fee_id", ColumnKind.Text),
        ("settlement_batch_id", ColumnKind.Text), ("order_reference", ColumnKind.Text), ("customer_id", ColumnKind.Text),
        ("payee_id", ColumnKind.Text), ("reason_code", ColumnKind.Text), ("payment_method", ColumnKind.Text),
        ("tax_minor", ColumnKind.Units), ("settled_minor", ColumnKind.Units), ("settled_currency_code", ColumnKind.Currency),
        ("gateway_fee_currency_code", ColumnKind.Currency), ("exchange_rate", ColumnKind.Text), ("due_by", ColumnKind.Time),
    ];

    /// <summary>The columns that a header names; null when they are not such columns in this order.</summary>
    public static IReadOnlyList<(string Name, ColumnKind Kind)>? Of(IReadOnlyList<string> header)
    {
        var columns = new List<(string Name, ColumnKind Kind)>();
        var at = 0;
        foreach (var name in header)
        {
            while (at < All.Count && All[at].Name != name)
            {
                at++;
            }

            if (at == All.Count || (columns.Count < Always && at != columns.Count))
            {
                return null;
            }

            columns.Add(All[at++]);
        }

        return columns.Count >= Always ? columns : null;
    }
}

/// <summary>What a column holds.</summary>
enum ColumnKind
{
    /// <summary>A text of at most 255 characters.</summary>
    Text,

    /// <summary>A whole number of minor units, with an optional minus.</summary>
    Units,

    /// <summary>Three capital letters.</summary>
    Currency,

    /// <summary>A time in RFC 3339 with an offset.</summary>
    Time,
}
