namespace Ledger.Cli.Archive;

/// <summary>A month as <c>archive retention --json</c> prints it.</summary>
/// <param name="Month">The month, such as 2026-11.</param>
/// <param name="Bodies">Bodies that lay there.</param>
/// <param name="Bytes">Their bytes as they lay.</param>
/// <param name="Held">Of those, how many a legal hold keeps.</param>
/// <param name="Holds">The holds that keep them.</param>
/// <param name="Removed">Bodies that were removed now.</param>
/// <param name="KeysDestroyed">Keys that were destroyed now.</param>
/// <param name="Left">Why something is left; null when nothing is.</param>
sealed record PrintedMonth(
    string Month, long Bodies, long Bytes, long Held, IReadOnlyList<long> Holds, long Removed, int KeysDestroyed, string? Left);

/// <summary>A customer of an account as <c>archive erase --json</c> prints it.</summary>
/// <param name="Account">The provider's account.</param>
/// <param name="SubjectSha256">Hash of the customer.</param>
/// <param name="Keys">Keys of that customer.</param>
/// <param name="Bodies">Bodies under them.</param>
/// <param name="Shared">Deliveries that name others, too.</param>
/// <param name="SharedRemoved">True when their bodies were removed.</param>
/// <param name="ActId">The act that stays as evidence; null when nothing was done.</param>
sealed record PrintedErasure(
    string Account, string SubjectSha256, int Keys, long Bodies, IReadOnlyList<Guid> Shared, bool SharedRemoved, long? ActId);
