using System.Text.Json.Serialization;

namespace Ledger.Accounting;

/// <summary>The side of an account that a journal line adds to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Side>))]
public enum Side
{
    /// <summary>Left side: increases assets and expenses.</summary>
    Debit,

    /// <summary>Right side: increases liabilities, equity and revenue.</summary>
    Credit,
}
