namespace Ledger.MessageBus;

/// <summary>
/// A consumer has tried long enough and gives a message up: it goes to the dead letters at once, for a person to redrive.
/// </summary>
/// <param name="message">What was tried and what was found; holds no body text.</param>
public sealed class GivenUpException(string message) : Exception(message);
