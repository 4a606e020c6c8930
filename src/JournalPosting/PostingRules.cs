using Ledger.Accounting;
using Ledger.JournalPosting.Matrix;

namespace Ledger.JournalPosting;

/// <summary>All that a decision depends on besides the state, the event and the time.</summary>
/// <param name="Matrix">What each class of event does.</param>
/// <param name="Chart">The accounts.</param>
/// <param name="BookingDay">How the ledger day is derived.</param>
public sealed record PostingRules(PostingMatrix Matrix, ChartOfAccounts Chart, BookingDay BookingDay)
{
    /// <summary>Reads the rules that the options name, or those that come with the product.</summary>
    /// <exception cref="MatrixRefusedException">A file is not valid; all problems are listed.</exception>
    public static PostingRules Load(JournalPostingOptions options)
    {
        var chart = ChartYaml.Load(options.ChartPath);
        return new PostingRules(
            PostingMatrix.Load(options.MatrixPath, chart, options.Profiles), chart,
            BookingDay.Parse(options.BookingDay));
    }
}
