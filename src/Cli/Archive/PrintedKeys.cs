using Ledger.Evidence.Sealing;

namespace Ledger.Cli.Archive;

/// <summary>What <c>archive keys show --json</c> prints.</summary>
sealed record PrintedKeys(IReadOnlyList<PrintedMaster> Masters, KeyCounts Keys);

/// <summary>A master key, never itself.</summary>
/// <param name="Id">Its name.</param>
/// <param name="AtHand">True when the setting's file holds it.</param>
/// <param name="Newest">True for the one that wraps what is new.</param>
/// <param name="Keys">How many keys it wraps; one that wraps none may be removed.</param>
sealed record PrintedMaster(string Id, bool AtHand, bool Newest, long Keys);

/// <summary>What <c>archive keys rotate --json</c> prints.</summary>
sealed record PrintedRotation(string Master, int RetiredMonths, long Rewrapped);

/// <summary>What <c>archive keys encrypt --json</c> prints.</summary>
sealed record PrintedSealing(long Sealed, long Left, IReadOnlyList<Guid> Damaged);
