namespace Ledger.Providers.PayPal;

/// <summary>CRC-32 as of zip and PNG (polynomial 0xEDB88320): what PayPal signs in place of the body.</summary>
static class Crc32
{
    const uint Polynomial = 0xEDB88320;

    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => EntryOf((uint)value))];

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = Table[(sum ^ value) & 0xFF] ^ (sum >> 8);
        }

        return ~sum;
    }

    static uint EntryOf(uint entry)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial;
        }

        return entry;
    }
}
