namespace Ledger.Providers.Api;

/// <summary>
/// When an endpoint's messages are confirmed by reading the object from the provider's API before anything is posted (R-GW-11).
/// </summary>
public enum ConfirmPolicy
{
    /// <summary>Only messages with a fact that says itself that it must be read (R-GW-14).</summary>
    Needed,

    /// <summary>Every message that states a fact.</summary>
    Always,

    /// <summary>No message: what needs a read is held in the ledger for a person.</summary>
    Never,
}
