using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Property.Margin;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>Cash, positions, margin and liquidations that were loaded from a snapshot are those that were saved, and go on alike.</summary>
public class AccountSnapshotTests
{
    // The way out of a stage, and what went it last.
    private static readonly HashSet<string> Wiring = ["Liquidator._port", "Stage.Sent"];

    [Fact]
    public void Loaded_accounts_have_every_field_and_go_on_alike()
    {
        int underWay = 0, inTransit = 0, done = 0, negative = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            Scene scene = new(seed);
            for (int step = 0; step < 400; step++)
            {
                scene.Step($"seed {seed}, step {step}");
                if (scene.Random.Next(12) > 0) { continue; }
                underWay += scene.Stages[0].Liquidator.UnderWay > 0 ? 1 : 0;
                inTransit += scene.Waiting > 0 ? 1 : 0;
                scene.Reload($"seed {seed}, step {step}");
            }

            scene.Compare($"seed {seed}");
            done += scene.Closed;
            negative += scene.Stages[0].Book.Cash(default, MarginWorld.Usdt).Raw < 0 ? 1 : 0;
        }

        // Snapshots must have been taken in the middle of what they are about.
        Assert.True(underWay > 100 && inTransit > 50 && done > 300 && negative > 0, $"{underWay} under way, {inTransit} on their way, {done} done, {negative} negative");
    }

    [Fact]
    public void Another_number_of_accounts_or_instruments_does_not_load()
    {
        EngineOptions four = MarginWorld.Options(1);
        AccountBook book = new(four.Instruments, four.Accounts);
        InstrumentTable fewer = new([.. four.Instruments.All[..3]]);
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(book, new AccountBook(four.Instruments, [.. four.Accounts.Take(2)])));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(book, new AccountBook(fewer, four.Accounts)));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(book, new MarginBook(four.Instruments, four.Accounts, book)));
        SnapshotFormatException error = Assert.Throws<SnapshotFormatException>(
            () => SnapshotCopy.Copy(new MarginBook(four.Instruments, four.Accounts, book), new MarginBook(fewer, four.Accounts, book)));
        Assert.Contains("margin book", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Book, margin and liquidator as a stage has them.</summary>
    private sealed class Stage : ISnapshotState, ICommandPort
    {
        public Stage(EngineOptions options)
        {
            Book = new AccountBook(options.Instruments, options.Accounts);
            Margin = new MarginBook(options.Instruments, options.Accounts, Book);
            Liquidator = new Liquidator(options.Instruments, Book, Margin, this);
        }

        public AccountBook Book { get; }

        public MarginBook Margin { get; }

        public Liquidator Liquidator { get; }

        public List<OrderCommand> Sent { get; } = [];

        public void SubmitCommand(InstrumentId instrument, in OrderCommand command) => Sent.Add(command);

        public void Transfer(ISnapshotTransfer transfer)
        {
            transfer.Part(Book);
            transfer.Part(Margin);
            transfer.Part(Liquidator);
        }
    }

    /// <summary>The stage that ran from the start, first, and those that were loaded on the way; each is told the same.</summary>
    private sealed class Scene
    {
        private readonly EngineOptions _options;
        private readonly Queue<OrderCommand> _waiting = [];
        private readonly List<OrderCommand> _working = [];
        private readonly MarginWorld _world;
        private long _orders;

        public Scene(int seed)
        {
            _options = MarginWorld.Options(seed);
            _world = new MarginWorld(seed);
            Random = new Random(seed);
            Stages = [new Stage(_options)];
        }

        public Random Random { get; }

        public List<Stage> Stages { get; }

        /// <summary>Liquidations that have not come through the Sequencer.</summary>
        public int Waiting => _waiting.Count;

        public int Closed { get; private set; }

        public void Step(string where)
        {
            EngineEvent next = default;
            int kind = Random.Next(10);
            if (kind == 0 && _waiting.TryDequeue(out OrderCommand close)) { Judge(close, where); }
            else if (kind == 1 && _working.Count > 0) { Answer(where); }
            else
            {
                _world.Next(ref next);
                Tell(in next, where);
            }
        }

        /// <summary>Another stage is loaded from one of those that there are; no more than two are kept beside the first.</summary>
        public void Reload(string where)
        {
            Stage loaded = new(_options);
            Stage from = Stages[Random.Next(Stages.Count)];
            SnapshotCopy.Copy(from, loaded);
            Same(from, loaded, where);
            if (Stages.Count > 2) { Stages.RemoveAt(1); }
            Stages.Add(loaded);
        }

        public void Compare(string where)
        {
            foreach (Stage other in Stages.Skip(1)) { Same(Stages[0], other, where); }
        }

        private static void Same(Stage left, Stage right, string where)
        {
            IReadOnlyList<string> differences = StateComparer.Differences(left, right, Wiring);
            Assert.True(differences.Count == 0, $"{where}: {string.Join("; ", differences)}");
            Assert.Equal(left.Book.Hash, right.Book.Hash);
        }

        private void Tell(in EngineEvent e, string where)
        {
            EngineEvent told = e;
            switch (e.Kind)
            {
                case EventKind.MarkPrice: All(stage => { stage.Book.OnMarkPrice(told.Instrument, told.MarkPrice.Mark); OnPrice(stage, told.Instrument); }, where); break;
                case EventKind.Trade: All(stage => { stage.Book.Mark(told.Instrument, told.Trade.Price); OnPrice(stage, told.Instrument); }, where); break;
                case EventKind.CashFlow: All(stage => { stage.Book.OnCashFlow(in told.CashFlow); stage.Liquidator.OnBalance(told.CashFlow.Account, told.CashFlow.Currency); }, where); break;
                case EventKind.Funding: All(stage => Fund(stage, in told), where); break;
                default: Fill(told.Instrument, told.Command with { OrderId = OrderId.From(++_orders, 1) }, told.Command.Quantity, told.Command.Quantity, told.Command.Price, where); break;
            }
        }

        private static void OnPrice(Stage stage, InstrumentId instrument)
        {
            stage.Margin.OnPrice(instrument);
            stage.Liquidator.OnPrice(instrument);
        }

        private void Fund(Stage stage, in EngineEvent e)
        {
            foreach (AccountOptions account in _options.Accounts) { stage.Margin.OnFunding(account.Id, e.Instrument, stage.Book.OnFunding(account.Id, e.Instrument, in e.Funding)); }
            stage.Liquidator.OnPrice(e.Instrument);
        }

        // Risk lets a liquidation pass, or not.
        private void Judge(OrderCommand close, string where)
        {
            close.OrderId = OrderId.From(++_orders, 1);
            close.Verdict = Random.Next(4) == 0 ? (Random.Next(2) == 0 ? RejectReason.NothingToReduce : RejectReason.Overloaded) : RejectReason.None;
            if (close.Verdict == RejectReason.None) { _working.Add(close); }
            All(stage => stage.Liquidator.OnVerdict(in close), where);
        }

        // A part of it fills, all of it, or the venue ends it.
        private void Answer(string where)
        {
            int at = Random.Next(_working.Count);
            OrderCommand order = _working[at];
            int kind = Random.Next(4);
            Quantity filled = kind == 0 ? Quantity.Zero : kind == 1 ? new Quantity(1 + Random.NextInt64(order.Quantity.Raw)) : order.Quantity;
            order.Quantity -= filled;
            if (kind == 0 || order.Quantity.IsZero) { _working.RemoveAt(at); Closed++; } else { _working[at] = order; }
            if (kind == 0) { Report(order.Instrument, new ExecutionReport { Kind = ReportKind.Canceled, OrderId = order.OrderId, Account = order.Account, Strategy = order.Strategy, Side = order.Side }, where); }
            else { Fill(order.Instrument, order, filled, filled + order.Quantity, new Price(40_000 + Random.Next(160_000)), where); }
        }

        private void Fill(InstrumentId instrument, OrderCommand order, Quantity filled, Quantity open, Price price, string where)
        {
            Currency quote = _options.Instruments[instrument].Quote;
            Report(instrument, new ExecutionReport
            {
                Kind = ReportKind.Fill, OrderId = order.OrderId, Account = order.Account, Strategy = order.Strategy, Side = order.Side, LastPrice = price, LastQuantity = filled,
                LeavesQuantity = open - filled, FeeRaw = Random.Next(1_000_000), FeeCurrency = Random.Next(5) == 0 ? MarginWorld.Usdc : quote,
            }, where);
        }

        private void Report(InstrumentId instrument, ExecutionReport report, string where) => All(
            stage =>
            {
                stage.Book.OnReport(instrument, in report);
                if (report.Kind == ReportKind.Fill) { stage.Margin.OnFill(instrument, in report); }
                stage.Liquidator.OnReport(instrument, in report);
            },
            where);

        // Every stage is told, and each must send the same.
        private void All(Action<Stage> tell, string where)
        {
            foreach (Stage stage in Stages)
            {
                stage.Sent.Clear();
                tell(stage);
                Assert.True(stage.Sent.SequenceEqual(Stages[0].Sent), $"{where}: other liquidations were sent");
                Assert.True(stage.Book.Hash == Stages[0].Book.Hash, $"{where}: another hash");
            }

            foreach (OrderCommand close in Stages[0].Sent) { _waiting.Enqueue(close); }
        }
    }
}
