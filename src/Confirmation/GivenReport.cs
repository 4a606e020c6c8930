using Ledger.MessageBus.Messages;

namespace Ledger.Confirmation;

/// <summary>A report that a worker has taken in hand.</summary>
/// <param name="Report">What the gateway sent.</param>
/// <param name="State">One of <see cref="ReadState"/>.</param>
/// <param name="Tries">Reads so far, this one included.</param>
/// <param name="Denials">Reads so far of which the object did not bear the message out.</param>
/// <param name="IsLate">True when the deadline has passed.</param>
/// <param name="Decided">What was decided before and is still to go out; null while waiting.</param>
sealed record GivenReport(
    PaymentReport Report, string State, int Tries, int Denials, bool IsLate, DecidedRead? Decided);

/// <summary>What goes out, as it was stored before anything went out.</summary>
/// <param name="Decision">Outcome and facts.</param>
/// <param name="Read">The bytes behind them; null where nothing was read.</param>
sealed record DecidedRead(ReadDecision Decision, ObjectRead? Read);

/// <summary>One successful read.</summary>
/// <param name="ReadId">Identity of the read in the archive (UUIDv7).</param>
/// <param name="Address">Path that was read.</param>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hex.</param>
/// <param name="ReadAt">When (UTC).</param>
/// <param name="State">The object's state in the provider's word; null when it has none.</param>
/// <param name="Body">The bytes; empty once they are in the archive's queue.</param>
sealed record ObjectRead(Guid ReadId, string Address, string Sha256, DateTimeOffset ReadAt, string? State, byte[] Body);
