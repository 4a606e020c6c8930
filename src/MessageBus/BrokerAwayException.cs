namespace Ledger.MessageBus;

/// <summary>The broker could not be reached in time, or refused what every role needs from it.</summary>
public sealed class BrokerAwayException(string message, Exception? innerException)
    : Exception(message, innerException);
