namespace Ledger.Providers.Api;

/// <summary>A read of the provider's API: a GET.</summary>
/// <param name="Path">
/// Path and query below the API's address, such as <c>/v1/charges/ch_1</c>; made of ids, never of free text. What stands behind a
/// <c>#</c> is kept with it and never sent.
/// </param>
public sealed record ApiRead(string Path)
{
    /// <summary>Headers beside those that sign in, such as the version of the API.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
