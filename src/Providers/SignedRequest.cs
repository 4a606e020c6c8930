namespace Ledger.Providers;

/// <summary>A webhook as its provider would send it.</summary>
/// <param name="Body">The bytes to send: those given, with the signature inside where the provider puts it there.</param>
/// <param name="Headers">Headers that belong to the signature or to the form of the body.</param>
public sealed record SignedRequest(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers);
