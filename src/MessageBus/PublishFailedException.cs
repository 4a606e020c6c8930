namespace Ledger.MessageBus;

/// <summary>The broker did not take a message; nothing may be acknowledged on the strength of it.</summary>
public sealed class PublishFailedException(string message, Exception? innerException)
    : Exception(message, innerException);
