namespace Ledger.MessageBus.Messages;

/// <summary>How a delivery came to us, where no provider sent it: a header of ours among its headers in the archive.</summary>
public static class DeliverySource
{
    /// <summary>The header; a delivery without it is a webhook.</summary>
    public const string Header = "ledger-source";

    /// <summary>An object that we read from the provider's API to confirm a message.</summary>
    public const string ApiRead = "api-read";

    /// <summary>A message that we found in the provider's own list of what it has sent, or could not deliver.</summary>
    public const string ApiList = "api-list";

    /// <summary>A delivery, or a row of a file, that an operator handed over.</summary>
    public const string File = "file";
}
