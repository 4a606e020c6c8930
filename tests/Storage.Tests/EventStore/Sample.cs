using System.Security.Cryptography;
using Ledger.EventStore;
using Ledger.PaymentEvents;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>A message of the sample consumer.</summary>
/// <param name="Stream">What it is about.</param>
/// <param name="Message">Its identity; null for a message without claim.</param>
/// <param name="Fact">The fact's identity.</param>
/// <param name="Amount">Content that must not differ under one key.</param>
/// <param name="Does">What it makes the logic do besides.</param>
/// <param name="Settles">The fact whose disposition it changes.</param>
public sealed record Sample(
    string Stream, string? Message, string Fact, int Amount = 1, string Does = "", string? Settles = null)
{
    public Guid FactKey => DeterministicId.Of("fact", Fact);

    public InboxClaim? Claim => Message is null
        ? null
        : new InboxClaim(
            DeterministicId.Of("message", Message), FactKey, SHA256.HashData(BitConverter.GetBytes(Amount)), "sample", Message,
            Stream, DeterministicId.Of("delivery", Message));
}

/// <summary>What whoever awaits is told.</summary>
public sealed record Told(InboxVerdict Verdict, string? Prior = null, bool Reported = false, long Total = 0);
