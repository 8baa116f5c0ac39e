using System.Text.Json;
using LlmTrader.Tests.Integration.Admin;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary><c>ctl approvals</c>: a candidate looked at, approved by its hash, rejected.</summary>
public sealed class ApprovalVerbTests
{
    [Fact]
    public async Task A_candidate_is_listed_shown_with_its_gates_and_approved_by_the_first_digits_of_its_hash()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        Assert.Contains("Nothing waits", (await CtlRun.OfAsync(run, "approvals", "list")).Output, StringComparison.Ordinal);
        await ApprovalTests.AskAsync(run, "d-1");
        string hash = ApprovalTests.HashOf(ApprovalTests.Source());
        CtlRun list = await CtlRun.OfAsync(run, "approvals", "list");
        Assert.Contains("pending", list.Output, StringComparison.Ordinal);
        Assert.Contains(hash[..12], list.Output, StringComparison.Ordinal);
        CtlRun show = await CtlRun.OfAsync(run, "approvals", "show", "d-1", "--source");
        foreach (string part in new[] { hash, "shorter average", "12500.00", "0.05 of 1", "5 % is more than 2 %", "deflated Sharpe ratio", ">= 0.95", "Against set 0", ApprovalTests.Source() }) { Assert.Contains(part, show.Output, StringComparison.Ordinal); }
        Assert.Equal("pending", (await CtlRun.OfAsync(run, "approvals", "show", "d-1", "--json")).Json().GetProperty("state").GetString());

        CtlRun tooShort = await CtlRun.OfAsync(run, "approvals", "approve", "d-1", hash[..11], "--reason", "a test");
        Assert.Equal(ExitCode.Usage, tooShort.ExitCode);
        CtlRun wrong = await CtlRun.OfAsync(run, "approvals", "approve", "d-1", new string('0', 12), "--reason", "a test");
        Assert.Equal(ExitCode.Finding, wrong.ExitCode);
        Assert.Contains(hash[..12], wrong.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await CtlRun.OfAsync(run, "approvals", "approve", "d-1", hash[..12])).ExitCode);    // Without a reason.
        CtlRun approved = await CtlRun.OfAsync(run, "approvals", "approve", "d-1", hash[..12].ToUpperInvariant(), "--reason", "looks right");
        Assert.True(approved.ExitCode == ExitCode.Success, approved.Error);
        Assert.Matches(@"approved, at sequence \d+", approved.Output);
        Assert.Contains("looks right", (await CtlRun.OfAsync(run, "approvals", "show", "d-1")).Output, StringComparison.Ordinal);
        CtlRun twice = await CtlRun.OfAsync(run, "approvals", "approve", "d-1", hash, "--reason", "a test");
        Assert.Equal(ExitCode.Finding, twice.ExitCode);
        Assert.Contains("was approved by uid", twice.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_is_rejected_and_an_unknown_one_is_a_usage_error()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        await ApprovalTests.AskAsync(run, "d-1");
        CtlRun rejected = await CtlRun.OfAsync(run, "approvals", "reject", "d-1", "--reason", "too large", "--json");
        Assert.True(rejected.ExitCode == ExitCode.Success, rejected.Error);
        JsonElement shown = (await CtlRun.OfAsync(run, "approvals", "show", "d-1", "--json")).Json();
        Assert.Equal(("rejected", rejected.Json().GetProperty("sequence").GetInt64()), (shown.GetProperty("state").GetString(), shown.GetProperty("sequence").GetInt64()));
        CtlRun unknown = await CtlRun.OfAsync(run, "approvals", "reject", "d-2", "--reason", "a test");
        Assert.Equal(ExitCode.Usage, unknown.ExitCode);
        Assert.Contains("d-2", unknown.Error, StringComparison.Ordinal);
    }
}
