using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ledger.Providers.Stripe;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>Whatever comes in: no exception, no amount at or below zero, no text that is unfit to store.</summary>
public sealed class StripePropertyTests
{
    static readonly StripeProvider Stripe = new();
    static readonly byte[][] Samples = [.. StripeSampleTests.Samples.Select(StripeSampleTests.Read)];

    /// <summary>Pieces that break readers: put over or into samples at random places.</summary>
    static readonly byte[][] Splinters =
    [
        .. new[]
        {
            "null", "{}", "[]", "-1", "0", "1e9", "1.5", "99999999999999999999", "true", "\"\"", "\"\\ud800\"",
            "\"\\u0000\"", "\"4242424242424242\"", "\"usd\"", "\"ugx\"", "\"isk\"", "\"xxx\"", "\"lost\"", "\"failed\"",
            "\\", "\"", ",", ":", "{", "}", "[", "]", "\\u", "\\ud83c", "\u00e9", "\0",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xFF], [0xED, 0xA0, 0x80],
    ];

    [Fact]
    public void Random_bytes_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsSound(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Samples_with_splinters_never_throw() =>
        Prop.ForAll(Mutations(overwrite: false).ToArbitrary(), bytes => IsSound(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Fact]
    public void Samples_with_bytes_overwritten_never_throw() =>
        Prop.ForAll(Mutations(overwrite: true).ToArbitrary(), bytes => IsSound(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Fact]
    public void Every_value_of_every_sample_replaced_by_every_splinter_never_throws()
    {
        foreach (var sample in Samples)
        {
            foreach (var (start, length) in Values(sample))
            {
                foreach (var splinter in Splinters)
                {
                    byte[] changed = [.. sample.AsSpan(0, start), .. splinter, .. sample.AsSpan(start + length)];
                    Assert.True(IsSound(changed));
                }
            }
        }
    }

    static Gen<byte[]> Mutations(bool overwrite) =>
        from sample in Gen.Elements(Samples)
        from count in Gen.Choose(1, 4)
        from places in Gen.Choose(0, sample.Length - 1).ArrayOf(count)
        from splinters in Gen.Elements(Splinters).ArrayOf(count)
        select places.Zip(splinters).Aggregate(
            sample, (bytes, change) => Change(bytes, change.First, change.Second, overwrite));

    static byte[] Change(byte[] bytes, int place, byte[] splinter, bool overwrite)
    {
        place = Math.Min(place, bytes.Length);
        var rest = Math.Min(bytes.Length, place + (overwrite ? splinter.Length : 0));
        return [.. bytes.AsSpan(0, place), .. splinter, .. bytes.AsSpan(rest)];
    }

    static List<(int Start, int Length)> Values(byte[] sample)
    {
        var values = new List<(int, int)>();
        var reader = new Utf8JsonReader(sample);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null
                or JsonTokenType.True or JsonTokenType.False)
            {
                values.Add(((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
            }
        }

        return values;
    }

    static bool IsSound(byte[] body)
    {
        Soundness.Check(Stripe.Translate(Deliveries.Of(body), Deliveries.Settings));
        return true;
    }
}
