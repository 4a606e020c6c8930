namespace Ledger.EventStore;

/// <summary>
/// A program that appends without taking the schema's lock, such as a Marten application, moved a stream between our
/// reading it and our writing to it, twice in a row. Nothing was written.
/// </summary>
public sealed class StreamConflictException(string message, Exception? innerException)
    : Exception(message, innerException);
