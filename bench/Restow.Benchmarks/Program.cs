using BenchmarkDotNet.Running;
using Restow.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(RuinRecreateBenchmarks).Assembly).Run(args);
