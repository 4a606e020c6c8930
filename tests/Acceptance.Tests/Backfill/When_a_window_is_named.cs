using System.Globalization;
using Ledger.Cli.Shell;
using Xunit;

namespace Ledger.Acceptance.Tests.Backfill;

public sealed class When_a_window_is_named
{
    static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-28T12:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("7d", "2026-11-21T12:00:00Z")]
    [InlineData("12h", "2026-11-28T00:00:00Z")]
    [InlineData("30m", "2026-11-28T11:30:00Z")]
    [InlineData("2026-11-01", "2026-11-01T00:00:00Z")]
    [InlineData("2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z")]
    [InlineData("2026-11-01T10:00:00+01:00", "2026-11-01T09:00:00Z")]
    [InlineData("2026-11-01T10:00:00", null)] // Of which zone?
    [InlineData("01.11.2026", null)]
    [InlineData("7", null)]
    [InlineData("d", null)]
    [InlineData("-7d", null)]
    [InlineData("", null)]
    public void It_is_one_moment_or_none(string text, string? moment) => Assert.Equal(
        moment is null ? null : DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture), MomentText.Read(text, Now));
}
