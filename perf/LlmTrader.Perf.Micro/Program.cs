return LlmTrader.Perf.Micro.MicroCommand.Run(args, Console.Out, Console.Error);
