namespace Ledger.Providers.Api;

/// <summary>What an object, as it is now, says about a message that was sent about it.</summary>
public enum ObjectStanding
{
    /// <summary>It is still in the state that the message reports: what the object says holds.</summary>
    States,

    /// <summary>It has come further, through the state that the message reports: the message was right when it was sent.</summary>
    MovedOn,

    /// <summary>It is in a state to which none leads through the one that the message reports.</summary>
    Denies,
}
