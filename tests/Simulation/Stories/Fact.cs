using Ledger.Inventory.Commands;

namespace Ledger.Simulation.Stories;

/// <summary>
/// A fact as the provider knows it, in plain words and numbers: what the generator tells and the auditor believes.
/// </summary>
public sealed record Fact
{
    /// <summary>Name of the stream's subject: payment, payout or fee.</summary>
    public string Subject { get; init; } = "payment";

    /// <summary>The payment, payout or fee.</summary>
    public required string Payment { get; init; }

    /// <summary>Class on the wire.</summary>
    public required string Class { get; init; }

    /// <summary>What it undoes, in the words of what would have failed at once: the requirements have one row for both.</summary>
    public string Effect => (Class, Variant) switch
    {
        ("reversal", "capture") => "capture-failed",
        ("reversal", "refund") => "refund-failed",
        ("payout-returned", _) => "payout-failed",
        _ => Class,
    };

    /// <summary>What it was exchanged for, in minor units of dollars; null when it was not.</summary>
    public long? Settled { get; init; }

    /// <summary>Variant on the wire; null for the ordinary kind.</summary>
    public string? Variant { get; init; }

    /// <summary>The provider's object.</summary>
    public required string Thing { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Minor units; null when not stated.</summary>
    public long? Gross { get; init; }

    /// <summary>Tax in it; null when not stated.</summary>
    public long? Tax { get; init; }

    /// <summary>Fee in it; null when not stated.</summary>
    public long? Fee { get; init; }

    /// <summary>Running total; null when not stated.</summary>
    public long? RunningTotal { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>False when the message does not carry the facts.</summary>
    public bool Complete { get; init; } = true;

    /// <summary>Carries text that the database cannot store.</summary>
    public bool Poison { get; init; }

    /// <summary>Who reports it.</summary>
    public string Provider { get; init; } = "stripe";

    /// <summary>The account there.</summary>
    public string Account { get; init; } = "acct_sim";

    /// <summary>The order; null when not stated.</summary>
    public string? Order { get; init; }

    /// <summary>What was sold; empty when not stated.</summary>
    public IReadOnlyList<Line> Lines { get; init; } = [];

    /// <summary>Identities of a fact that the inventory reports; null for the provider's.</summary>
    public (Guid Event, Guid Message)? Ids { get; init; }

    /// <summary>Stream of the ledger.</summary>
    public string Stream => $"{Subject}/{Provider}/{Account}/{Payment}";

    /// <summary>Identity of the fact, in words.</summary>
    public string Name => $"{Thing} {Class}{(Variant is null ? "" : "." + Variant)}";

    /// <summary>Content that must not differ under one identity, in words.</summary>
    public string Content => $"{Name} {Payment} {Gross?.ToString() ?? "-"} {RunningTotal?.ToString() ?? "-"} {Currency} {Complete}";
}

/// <summary>A line of an order; null is what is not stated.</summary>
public sealed record Line(string? Sku, int? Quantity, string? Location);

/// <summary>How the sender writes a message.</summary>
public enum WireForm
{
    /// <summary>As this build writes it.</summary>
    Current,

    /// <summary>By an older build of this version: without what was added since.</summary>
    Sparse,

    /// <summary>By a newer build of this version: with members that this build does not know.</summary>
    Extended,

    /// <summary>In the next version, and its type says so.</summary>
    NextVersion,

    /// <summary>In the next version, but its type does not say so.</summary>
    Mislabelled,

    /// <summary>In a version that is no longer read.</summary>
    FirstVersion,

    /// <summary>Not JSON at all.</summary>
    Torn,
}

/// <summary>A message that the sender sends.</summary>
/// <param name="Story">Number of its story.</param>
/// <param name="Number">Its number within the story.</param>
/// <param name="Phase">Active phase in which it is sent.</param>
/// <param name="Offset">When, within the phase.</param>
/// <param name="MessageName">Identity of the message: repeats have the same.</param>
/// <param name="Fact">What it reports.</param>
/// <param name="Form">How it is written.</param>
public sealed record Sending(
    int Story, int Number, int Phase, TimeSpan Offset, string MessageName, Fact Fact, WireForm Form)
{
    /// <summary>What the shop commands, where it is no message of the provider; the fact then only describes it.</summary>
    public StockCommand? Command { get; init; }

    /// <summary>Who commands it.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Its name in a plan.</summary>
    public string Key => $"{Story}.{Number}";

    /// <summary>True when the product is to read it.</summary>
    public bool Readable => Form is WireForm.Current or WireForm.Sparse or WireForm.Extended;
}
