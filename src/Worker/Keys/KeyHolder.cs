namespace Ledger.Worker.Keys;

/// <summary>Somebody who has a key.</summary>
/// <param name="Name">The actor in everything it commands.</param>
/// <param name="Sha256">Hashes of its keys: one, or two while it is rotated.</param>
/// <param name="Roles">What it may do.</param>
sealed record KeyHolder<TRole>(string Name, IReadOnlyList<byte[]> Sha256, IReadOnlySet<TRole> Roles)
    where TRole : struct, Enum
{
    /// <summary>True when it has one of the roles.</summary>
    public bool May(params IReadOnlyList<TRole> roles) => roles.Any(Roles.Contains);
}
